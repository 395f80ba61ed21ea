package io.instgenie.weights;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.instgenie.edit.ModelFormatException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafetensorsHeaderTest {
    private static final Path FILE = Path.of("x.safetensors");

    @Test
    void readsTensorsInTheHeadersOrderWhereverTheyLie() {
        SafetensorsHeader header = parse("""
                {"__metadata__": {"format": "pt"},
                 "b": {"dtype": "BF16", "shape": [2, 3], "data_offsets": [4, 16]},
                 "empty": {"dtype": "F16", "shape": [0, 7], "data_offsets": [4, 4]},
                 "scalar": {"dtype": "F32", "shape": [], "data_offsets": [0, 4]}}   \s""", 16);
        assertThat(header.tensors().keySet()).containsExactly("b", "empty", "scalar");
        assertThat(header.tensors()).containsEntry("b", new TensorEntry("BF16", List.of(2L, 3L), 4, 16));
        assertThat(header.tensors()).containsEntry("scalar", new TensorEntry("F32", List.of(), 0, 4));
    }

    @Test
    void aFileMayHoldNoTensors() {
        assertThat(parse("{}", 0).tensors()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "[] | its JSON is not an object",
                "{ | its JSON is not valid",
                "{}{} | something follows its JSON object",
                "{'w':3} | tensor w is not described by a JSON object",
                "{'w':{'shape':[1],'data_offsets':[0,4]}} | tensor w lacks dtype, shape or data_offsets",
                "{'w':{'dtype':4,'shape':[1],'data_offsets':[0,4]}} | tensor w lacks dtype, shape or data_offsets",
                "{'w':{'dtype':'F32','data_offsets':[0,4]}} | tensor w lacks dtype, shape or data_offsets",
                "{'w':{'dtype':'F32','shape':[1]}} | tensor w lacks dtype, shape or data_offsets",
                "{'w':{'dtype':'F32','shape':[1],'data_offsets':[0,4],'zip':1}} | tensor w has the unknown field zip",
                "{'w':{'dtype':'F32','shape':1,'data_offsets':[0,4]}} | tensor w: shape is not an array",
                "{'w':{'dtype':'F32','shape':[-1],'data_offsets':[0,4]}} | tensor w: shape holds -1",
                "{'w':{'dtype':'F32','shape':[1.0],'data_offsets':[0,4]}} | tensor w: shape holds 1.0",
                "{'w':{'dtype':'F32','shape':[[1]],'data_offsets':[0,4]}} | tensor w: shape holds [",
                "{'w':{'dtype':'F32','shape':[18446744073709551617],'data_offsets':[0,4]}} | tensor w: shape holds 18446744073709551617",
                "{'w':{'dtype':'F32','shape':[4294967296,4294967296],'data_offsets':[0,4]}} | the shape [4294967296, 4294967296] is too large",
                "{'w':{'dtype':'F32','shape':[4611686018427387904],'data_offsets':[0,4]}} | the shape [4611686018427387904] is too large",
                "{'w':{'dtype':'F32','shape':[0,4294967296,4294967296],'data_offsets':[0,0]}} | the shape [0, 4294967296, 4294967296] is too large",
                "{'w':{'dtype':'F32','shape':[1],'data_offsets':[0]}} | tensor w: data_offsets [0] are not a begin and an end",
                "{'w':{'dtype':'F32','shape':[1],'data_offsets':[4,0]}} | tensor w: data_offsets [4, 0] are not a begin and an end",
                "{'w':{'dtype':'F32','shape':[1],'data_offsets':[-4,0]}} | tensor w: data_offsets holds -4",
                "{'w':{'dtype':'F32','shape':[2],'data_offsets':[0,4]}} | tensor w: F32 of shape [2] takes 8 bytes, not 4",
                "{'w':{'dtype':'F32','shape':[2],'data_offsets':[0,8]}} | tensor w ends at byte 8 of 4 bytes of data",
                "{'w':{'dtype':'F16','shape':[1],'data_offsets':[0,2]}} | 2 bytes follow the last tensor",
                "{'w':{'dtype':'F16','shape':[1],'data_offsets':[2,4]}} | tensor w begins at byte 2, after a gap",
                "{'v':{'dtype':'F32','shape':[1],'data_offsets':[0,4]},'w':{'dtype':'F16','shape':[1],'data_offsets':[2,4]}} | tensor w begins at byte 2, inside another tensor",
                "{'w':{'dtype':'F32','shape':[1],'data_offsets':[0,4]},'w':{'dtype':'F32','shape':[1],'data_offsets':[0,4]}} | Duplicate field 'w'",
                "{'w':{'dtype':'F32','shape':[1],'shape':[1],'data_offsets':[0,4]}} | Duplicate field 'shape'",
            })
    void namesWhatIsWrong(String header, String message) {
        assertThatThrownBy(() -> parse(header.replace('\'', '"'), 4))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("x.safetensors")
                .hasMessageContaining(message);
    }

    @Test
    void onlyUtf8IsJson() {
        byte[] json = "{}".getBytes(StandardCharsets.UTF_16LE);
        assertThatThrownBy(() -> SafetensorsHeader.parse(json, 12, 0, FILE))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("its JSON is not valid");
    }

    private static SafetensorsHeader parse(String json, long dataLength) {
        return SafetensorsHeader.parse(json.getBytes(StandardCharsets.UTF_8), 8, dataLength, FILE);
    }
}
