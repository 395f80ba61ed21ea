#include <cuda_runtime.h>
#include <dlfcn.h>

#include <cstdio>

#include <instgenie_cuda.h>

namespace {

cudaStream_t streamOf(void* stream) { return static_cast<cudaStream_t>(stream); }
cudaEvent_t eventOf(void* event) { return static_cast<cudaEvent_t>(event); }

/** Lets the calling thread work on a device, and on its former one afterwards. */
class OnDevice {
public:
    explicit OnDevice(int device) {
        error_ = cudaGetDevice(&former_);
        if (error_ == cudaSuccess) error_ = cudaSetDevice(device);
    }
    ~OnDevice() {
        if (error_ == cudaSuccess) cudaSetDevice(former_);
    }
    OnDevice(const OnDevice&) = delete;
    OnDevice& operator=(const OnDevice&) = delete;

    cudaError_t error() const { return error_; }

private:
    int former_ = 0;
    cudaError_t error_;
};

cudaError_t describe(int device, instgenie_device_info& info) {
    const OnDevice on(device);
    if (on.error() != cudaSuccess) return on.error();
    cudaDeviceProp properties;
    cudaError_t error = cudaGetDeviceProperties(&properties, device);
    if (error != cudaSuccess) return error;
    size_t free = 0;
    size_t total = 0;
    error = cudaMemGetInfo(&free, &total);
    if (error != cudaSuccess) return error;
    std::snprintf(info.name, sizeof info.name, "%s", properties.name);
    info.compute_capability = properties.major * 10 + properties.minor;
    info.multiprocessors = properties.multiProcessorCount;
    info.total_bytes = static_cast<int64_t>(total);
    info.free_bytes = static_cast<int64_t>(free);
    return cudaSuccess;
}

/** A failed call must not fail the next one that asks for the last error. */
int status(cudaError_t error) {
    if (error != cudaSuccess) cudaGetLastError();
    return error;
}

}  // namespace

int instgenie_driver_version(int32_t* version) {
    return version == nullptr ? INSTGENIE_NULL_POINTER : status(cudaDriverGetVersion(version));
}

int instgenie_runtime_version(int32_t* version) {
    return version == nullptr ? INSTGENIE_NULL_POINTER : status(cudaRuntimeGetVersion(version));
}

int instgenie_device_count(int32_t* count) { return count == nullptr ? INSTGENIE_NULL_POINTER : status(cudaGetDeviceCount(count)); }

int instgenie_describe_device(int32_t device, instgenie_device_info* info) {
    if (info == nullptr) return INSTGENIE_NULL_POINTER;
    *info = {};
    return status(describe(device, *info));
}

int instgenie_use_device(int32_t device) { return status(cudaSetDevice(device)); }

int instgenie_can_load(const char* library) {
    void* handle = library == nullptr ? nullptr : dlopen(library, RTLD_LAZY | RTLD_LOCAL);
    if (handle != nullptr) dlclose(handle);
    return handle != nullptr ? 1 : 0;
}

int instgenie_allocate_pinned(int32_t device, int64_t bytes, void** memory) {
    if (memory == nullptr) return INSTGENIE_NULL_POINTER;
    if (bytes < 1) return INSTGENIE_BAD_LENGTH;
    const OnDevice on(device);
    return status(on.error() == cudaSuccess ? cudaHostAlloc(memory, static_cast<size_t>(bytes), cudaHostAllocPortable) : on.error());
}

int instgenie_free_pinned(void* memory) { return status(cudaFreeHost(memory)); }

int instgenie_allocate_device(int64_t bytes, void** memory) {
    if (memory == nullptr) return INSTGENIE_NULL_POINTER;
    return bytes < 1 ? INSTGENIE_BAD_LENGTH : status(cudaMalloc(memory, static_cast<size_t>(bytes)));
}

int instgenie_free_device(void* memory) { return status(cudaFree(memory)); }

int instgenie_create_stream(void** stream) {
    if (stream == nullptr) return INSTGENIE_NULL_POINTER;
    return status(cudaStreamCreateWithFlags(reinterpret_cast<cudaStream_t*>(stream), cudaStreamNonBlocking));
}

int instgenie_destroy_stream(void* stream) { return status(cudaStreamDestroy(streamOf(stream))); }

int instgenie_create_event(void** event) {
    if (event == nullptr) return INSTGENIE_NULL_POINTER;
    return status(cudaEventCreateWithFlags(reinterpret_cast<cudaEvent_t*>(event), cudaEventDisableTiming));
}

int instgenie_destroy_event(void* event) { return status(cudaEventDestroy(eventOf(event))); }

int instgenie_copy_to_device(void* target, const void* source, int64_t bytes, void* stream) {
    if (bytes < 0) return INSTGENIE_BAD_LENGTH;
    return status(cudaMemcpyAsync(target, source, static_cast<size_t>(bytes), cudaMemcpyHostToDevice, streamOf(stream)));
}

int instgenie_copy_to_host(void* target, const void* source, int64_t bytes, void* stream) {
    if (bytes < 0) return INSTGENIE_BAD_LENGTH;
    return status(cudaMemcpyAsync(target, source, static_cast<size_t>(bytes), cudaMemcpyDeviceToHost, streamOf(stream)));
}

int instgenie_record(void* event, void* stream) { return status(cudaEventRecord(eventOf(event), streamOf(stream))); }

int instgenie_wait_for(void* event, void* stream) { return status(cudaStreamWaitEvent(streamOf(stream), eventOf(event), 0)); }

int instgenie_is_done(void* event, int32_t* done) {
    if (done == nullptr) return INSTGENIE_NULL_POINTER;
    const int result = status(cudaEventQuery(eventOf(event)));
    *done = result == cudaSuccess ? 1 : 0;
    return result == cudaErrorNotReady ? INSTGENIE_OK : result;
}

int instgenie_synchronize(void* stream) { return status(cudaStreamSynchronize(streamOf(stream))); }
