// How the emulation runs a thread block: one fiber for each thread, one after the other on the calling thread.
//
// What it is meant to catch, beyond wrong arithmetic:
//  - a missing barrier: a warp runs as far as it can before another starts, and their order is drawn anew at each barrier;
//  - a missing wait: an asynchronous copy is done as late as its group allows;
//  - shared memory read before it is written: every block finds it full of NaNs;
//  - reads and writes out of bounds: shared memory is an allocation of exactly the size asked for;
//  - lanes of a warp that diverge at an operation of the whole warp.
#pragma once

#include <cstdint>
#include <functional>

namespace emulation {

constexpr int kLanes = 32;

unsigned char* sharedMemory();

/** A copy that `wait` will do; `valid` false writes zeros. */
void queueCopy(void* target, const void* source, int bytes, bool valid);
void commitCopies();
void waitForCopies(int groups);

/** All 32 lanes of the warp bring an argument; the last to come runs `operation` on all of them, in the order of lanes. */
void warpOperation(const char* name, void* argument, void (*operation)(void** arguments));

}  // namespace emulation
