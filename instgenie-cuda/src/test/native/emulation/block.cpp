#include "block.h"

#include <cuda_runtime.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <deque>
#include <memory>
#include <mutex>
#include <random>
#include <vector>

#include "fiber.h"

dim3 threadIdx;
dim3 blockIdx;
dim3 blockDim;
dim3 gridDim;

namespace emulation {
namespace {

[[noreturn]] void fail(const char* what, const char* detail) {
    std::fprintf(stderr, "emulation: %s%s (block %u,%u thread %u)\n", what, detail, blockIdx.x, blockIdx.y, threadIdx.x);
    std::abort();
}

enum class State { kReady, kAtWarpOperation, kAtBarrier, kDone };

struct Copy {
    unsigned char* target;
    const unsigned char* source;
    int bytes;
    bool valid;
};

struct Thread {
    std::unique_ptr<Fiber> fiber;
    State state = State::kDone;
    const char* operation = nullptr;
    void* argument = nullptr;
    std::vector<Copy> open;
    std::deque<std::vector<Copy>> groups;
};

struct Free {
    void operator()(unsigned char* p) const { std::free(p); }
};
using AlignedBytes = std::unique_ptr<unsigned char, Free>;

/** The one block that runs, with the fibers of the thread that launched it. */
struct Block {
    Fiber main;
    std::vector<Thread> threads;
    int count = 0;
    int current = 0;
    const std::function<void()>* body = nullptr;
    AlignedBytes shared;
    std::mt19937_64 random{0};

    Thread& running() { return threads[current]; }

    void pause(State state) {
        running().state = state;
        Fiber::switchTo(*running().fiber, main);
    }
};

Block* block;
/** Devices take turns: a grid runs while the other device's waits. */
std::mutex turn;

void runThreads() {
    Fiber::arrived(*block->running().fiber, block->main);
    for (;;) {
        (*block->body)();
        if (!block->running().groups.empty() || !block->running().open.empty()) {
            // Copies nobody waited for land some time before the block ends.
            commitCopies();
            waitForCopies(0);
        }
        block->pause(State::kDone);
    }
}

/** Runs the warp until none of its threads can go on. */
bool runWarp(int warp) {
    const int begin = warp * kLanes;
    const int end = std::min(begin + kLanes, block->count);
    bool ran = false;
    for (bool again = true; again;) {
        again = false;
        for (int i = begin; i < end; ++i) {
            if (block->threads[i].state != State::kReady) continue;
            block->current = i;
            threadIdx = dim3(i);
            Fiber::switchTo(block->main, *block->threads[i].fiber);
            ran = again = true;
        }
    }
    return ran;
}

void releaseBarrier() {
    for (int i = 0; i < block->count; ++i) {
        Thread& thread = block->threads[i];
        if (thread.state == State::kAtWarpOperation) fail("some lanes never came to ", thread.operation);
        if (thread.state == State::kAtBarrier) thread.state = State::kReady;
    }
}

void runBlock() {
    for (int i = 0; i < block->count; ++i) block->threads[i].state = State::kReady;
    std::vector<int> warps((block->count + kLanes - 1) / kLanes);
    for (size_t i = 0; i < warps.size(); ++i) warps[i] = static_cast<int>(i);
    for (;;) {
        std::shuffle(warps.begin(), warps.end(), block->random);
        bool ran = false;
        for (int warp : warps) ran |= runWarp(warp);
        if (!ran) return;  // releaseBarrier found nothing to release
        releaseBarrier();
    }
}

}  // namespace

unsigned char* sharedMemory() { return block->shared.get(); }

void queueCopy(void* target, const void* source, int bytes, bool valid) {
    if (reinterpret_cast<uintptr_t>(target) % bytes != 0 || reinterpret_cast<uintptr_t>(source) % bytes != 0) {
        fail("misaligned asynchronous copy", "");
    }
    std::memset(target, 0xff, bytes);  // in flight: neither old nor new
    block->running().open.push_back({static_cast<unsigned char*>(target), static_cast<const unsigned char*>(source), bytes, valid});
}

void commitCopies() {
    Thread& thread = block->running();
    thread.groups.push_back(std::move(thread.open));
    thread.open.clear();
}

void waitForCopies(int groups) {
    auto& queue = block->running().groups;
    for (; static_cast<int>(queue.size()) > groups; queue.pop_front()) {
        for (const Copy& copy : queue.front()) {
            if (copy.valid) {
                std::memcpy(copy.target, copy.source, copy.bytes);
            } else {
                std::memset(copy.target, 0, copy.bytes);
            }
        }
    }
}

void warpOperation(const char* name, void* argument, void (*operation)(void** arguments)) {
    Thread& self = block->running();
    self.operation = name;
    self.argument = argument;
    const int begin = block->current / kLanes * kLanes;
    if (begin + kLanes > block->count) fail("an operation of a whole warp in a partial one: ", name);
    void* arguments[kLanes];
    for (int i = 0; i < kLanes; ++i) {
        Thread& other = block->threads[begin + i];
        if (&other != &self && other.state != State::kAtWarpOperation) {
            block->pause(State::kAtWarpOperation);
            return;
        }
        if (other.operation != name) fail("lanes of a warp diverge at ", name);
        arguments[i] = other.argument;
    }
    operation(arguments);
    for (int i = 0; i < kLanes; ++i) block->threads[begin + i].state = State::kReady;
}

cudaError_t runGrid(const cudaLaunchConfig_t& config, const std::function<void()>& thread) {
    const int count = static_cast<int>(config.blockDim.x);
    if (count == 0 || count > 1024 || config.gridDim.x == 0 || config.gridDim.y == 0 || config.gridDim.y > 65535) {
        return cudaErrorInvalidValue;
    }
    const std::lock_guard<std::mutex> guard(turn);
    thread_local Block own;
    block = &own;
    while (static_cast<int>(block->threads.size()) < count) {
        block->threads.emplace_back();
        block->threads.back().fiber = std::make_unique<Fiber>(runThreads);
    }
    block->count = count;
    block->body = &thread;
    gridDim = config.gridDim;
    block->random.seed((uint64_t{gridDim.x} << 32 | gridDim.y << 16) ^ config.dynamicSmemBytes);  // a case alone runs as among others
    blockDim = config.blockDim;
    for (unsigned y = 0; y < gridDim.y; ++y) {
        for (unsigned x = 0; x < gridDim.x; ++x) {
            blockIdx = dim3(x, y);
            block->shared.reset(static_cast<unsigned char*>(std::malloc(config.dynamicSmemBytes)));  // malloc aligns to 16
            std::memset(block->shared.get(), 0xff, config.dynamicSmemBytes);
            runBlock();
        }
    }
    return cudaSuccess;
}

}  // namespace emulation

void __syncthreads() { emulation::block->pause(emulation::State::kAtBarrier); }

void __syncwarp(unsigned) {
    emulation::warpOperation("__syncwarp", nullptr, [](void**) {});
}

float __shfl_xor_sync(unsigned, float value, int mask) {
    struct Argument {
        float in;
        int mask;
        float out;
    } argument{value, mask, 0.0f};
    emulation::warpOperation("__shfl_xor_sync", &argument, [](void** arguments) {
        for (int i = 0; i < emulation::kLanes; ++i) {
            auto* mine = static_cast<Argument*>(arguments[i]);
            mine->out = static_cast<Argument*>(arguments[i ^ mine->mask])->in;
        }
    });
    return argument.out;
}

int __any_sync(unsigned, int predicate) {
    int any = predicate;
    emulation::warpOperation("__any_sync", &any, [](void** predicates) {
        int result = 0;
        for (int i = 0; i < emulation::kLanes; ++i) result |= *static_cast<int*>(predicates[i]);
        for (int i = 0; i < emulation::kLanes; ++i) *static_cast<int*>(predicates[i]) = result;
    });
    return any;
}
