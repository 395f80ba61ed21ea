// Stacks to run on, and a switch between them that costs nanoseconds: a tensor core operation is 32 of them.
#pragma once

#include <cstddef>
#include <cstdlib>
#include <memory>

#if !defined(__x86_64__)
#include <ucontext.h>
#endif

#if defined(__SANITIZE_ADDRESS__)
#include <sanitizer/common_interface_defs.h>
#endif

namespace emulation {

#if defined(__x86_64__)
extern "C" void emulationSwitch(void** saved, void* resumed);
#endif

/** A stack with what runs on it. The fiber made without an entry is the thread's own. */
class Fiber {
public:
    Fiber() = default;
    explicit Fiber(void (*entry)());
    Fiber(const Fiber&) = delete;
    Fiber& operator=(const Fiber&) = delete;

    /** Leaves `from`, the running fiber, and goes on where `to` left off. */
    static void switchTo(Fiber& from, Fiber& to);
    /** The first thing on a new stack. */
    static void arrived(Fiber& fiber, Fiber& cameFrom);

private:
    static constexpr size_t kStackBytes = 256 * 1024;

    struct Free {
        void operator()(void* p) const { std::free(p); }
    };
    std::unique_ptr<void, Free> stack_;
    const void* stackBottom_ = nullptr;
    size_t stackBytes_ = 0;
    void* fakeStack_ = nullptr;
#if defined(__x86_64__)
    void* stackPointer_ = nullptr;
#else
    ucontext_t context_;
#endif
};

}  // namespace emulation
