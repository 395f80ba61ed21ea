#include "fiber.h"

#include <cstdint>

namespace emulation {

#if defined(__x86_64__)
// Saves the registers a call must keep, changes stacks, and returns to where the other stack made the same call.
asm(R"(
.text
.globl emulationSwitch
.type emulationSwitch, @function
emulationSwitch:
    pushq %rbp
    pushq %rbx
    pushq %r12
    pushq %r13
    pushq %r14
    pushq %r15
    movq %rsp, (%rdi)
    movq %rsi, %rsp
    popq %r15
    popq %r14
    popq %r13
    popq %r12
    popq %rbx
    popq %rbp
    ret
.size emulationSwitch, .-emulationSwitch
)");
#endif

Fiber::Fiber(void (*entry)()) : stack_(std::aligned_alloc(64, kStackBytes)), stackBottom_(stack_.get()), stackBytes_(kStackBytes) {
#if defined(__x86_64__)
    auto* top = reinterpret_cast<uint64_t*>(static_cast<char*>(stack_.get()) + kStackBytes);
    *--top = 0;  // where entry would return to, which it never does; it also puts the stack eight bytes off sixteen, as a call would
    *--top = reinterpret_cast<uint64_t>(entry);
    for (int i = 0; i < 6; ++i) *--top = 0;
    stackPointer_ = top;
#else
    getcontext(&context_);
    context_.uc_stack.ss_sp = stack_.get();
    context_.uc_stack.ss_size = kStackBytes;
    makecontext(&context_, entry, 0);
#endif
}

void Fiber::switchTo(Fiber& from, Fiber& to) {
#if defined(__SANITIZE_ADDRESS__)
    __sanitizer_start_switch_fiber(&from.fakeStack_, to.stackBottom_, to.stackBytes_);
#endif
#if defined(__x86_64__)
    emulationSwitch(&from.stackPointer_, to.stackPointer_);
#else
    swapcontext(&from.context_, &to.context_);
#endif
#if defined(__SANITIZE_ADDRESS__)
    __sanitizer_finish_switch_fiber(from.fakeStack_, nullptr, nullptr);
#endif
}

void Fiber::arrived(Fiber& fiber, Fiber& cameFrom) {
#if defined(__SANITIZE_ADDRESS__)
    __sanitizer_finish_switch_fiber(fiber.fakeStack_, &cameFrom.stackBottom_, &cameFrom.stackBytes_);
#else
    (void)fiber;
    (void)cameFrom;
#endif
}

}  // namespace emulation
