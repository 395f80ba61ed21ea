package io.instgenie.cuda.presets;

import org.bytedeco.javacpp.annotation.Platform;
import org.bytedeco.javacpp.annotation.Properties;
import org.bytedeco.javacpp.tools.Info;
import org.bytedeco.javacpp.tools.InfoMap;
import org.bytedeco.javacpp.tools.InfoMapper;

/**
 * Tells JavaCPP how {@code instgenie_cuda.h} becomes Java: the package {@code io.instgenie.cuda.jni} is made from it when this module is
 * built. Not final, since JavaCPP extends it.
 */
@Properties(
        value = @Platform(value = "linux-x86_64", include = "instgenie_cuda.h", link = "instgenie_cuda"),
        target = "io.instgenie.cuda.jni",
        global = "io.instgenie.cuda.jni.Native")
public class InstGenieCuda implements InfoMapper {
    @Override
    public void map(InfoMap infoMap) {
        infoMap.put(new Info("instgenie_dtype", "instgenie_status").cppTypes().skip())
                .put(new Info("instgenie_device_info").pointerTypes("NativeDeviceInfo"))
                .put(new Info("instgenie_segment").pointerTypes("NativeSegment"))
                .put(new Info("instgenie_attention_tile").pointerTypes("NativeTile"))
                .put(new Info("instgenie_attention_merge").pointerTypes("NativeMerge"))
                .put(new Info("instgenie_attention_counts").pointerTypes("NativeCounts"))
                .put(new Info("instgenie_attention_args").pointerTypes("NativeAttention"))
                .put(new Info("instgenie_qk_norm_rope_args").pointerTypes("NativeQkNormRope"));
    }
}
