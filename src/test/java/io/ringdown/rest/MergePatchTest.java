package io.ringdown.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MergePatchTest {
  /** Those of RFC 7396's appendix A that are of objects. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "{\"a\":\"b\"} ; {\"a\":\"c\"} ; {\"a\":\"c\"}",
        "{\"a\":\"b\"} ; {\"b\":\"c\"} ; {\"a\":\"b\",\"b\":\"c\"}",
        "{\"a\":\"b\"} ; {\"a\":null} ; {}",
        "{\"a\":\"b\",\"b\":\"c\"} ; {\"a\":null} ; {\"b\":\"c\"}",
        "{\"a\":[\"b\"]} ; {\"a\":\"c\"} ; {\"a\":\"c\"}",
        "{\"a\":\"c\"} ; {\"a\":[\"b\"]} ; {\"a\":[\"b\"]}",
        "{\"a\":{\"b\":\"c\"}} ; {\"a\":{\"b\":\"d\",\"c\":null}} ; {\"a\":{\"b\":\"d\"}}",
        "{\"a\":[{\"b\":\"c\"}]} ; {\"a\":[1]} ; {\"a\":[1]}",
        "{\"e\":null} ; {\"a\":1} ; {\"e\":null,\"a\":1}",
        "{} ; {\"a\":{\"bb\":{\"ccc\":null}}} ; {\"a\":{\"bb\":{}}}"
      })
  void patchesAsTheStandardSays(String target, String patch, String result) throws Exception {
    var patched = object(target);

    MergePatch.apply(patched, object(patch));

    assertThat(patched).isEqualTo(object(result));
  }

  private static ObjectNode object(String json) throws InvalidJsonException {
    return (ObjectNode) Json.read(json.getBytes(StandardCharsets.UTF_8));
  }
}
