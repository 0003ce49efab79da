package io.ringdown.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.ringdown.call.CallPayload;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PayloadFieldsTest {
  @Test
  void stringsAreThemselvesAndTheRestIsTheJsonAsWritten() {
    PayloadFields fields =
        read(
            """
             {"z":"last first", "n":1.0e5,"neg":-0,"big":123456789012345678901234567890,
             "t":true,"f":false,"nil":null,"o":{"a": 1, "b":[ ]},"l":[1 ,"]\\"", {"x":"}"}],
             "e":"","u":"\\u00fc\\n\\ud83d\\ude00","o2":{}}
            """);

    assertThat(fields.texts())
        .containsExactly(
            entry("z", "last first"),
            entry("n", "1.0e5"),
            entry("neg", "-0"),
            entry("big", "123456789012345678901234567890"),
            entry("t", "true"),
            entry("f", "false"),
            entry("nil", "null"),
            entry("o", "{\"a\": 1, \"b\":[ ]}"),
            entry("l", "[1 ,\"]\\\"\", {\"x\":\"}\"}]"),
            entry("e", ""),
            entry("u", "ü\n😀"),
            entry("o2", "{}"));
  }

  @Test
  void longBodiesAndDeepOnesAreReadWhole() {
    String deep = "[".repeat(3000) + "]".repeat(3000);
    String number = "1".repeat(5000);
    PayloadFields fields =
        read(
            "{\"a\":\"%s\", \"deep\":%s,\"number\":%s}"
                .formatted("ü".repeat(50_000), deep, number));

    assertThat(fields.texts()).containsEntry("deep", deep).containsEntry("number", number);
    assertThat(fields.size()).isEqualTo(1 + 100_000 + 4 + 6000 + 6 + 5000);
  }

  @Test
  void sizeCountsBytesOfKeysAndValuesAlone() {
    assertThat(read("{ \"ü\" : \"😀\", \"n\":[1, 2] }").size()).isEqualTo(2 + 4 + 1 + 6);
    assertThat(read("{}").size()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "[]",
        "\"text\"",
        "{",
        "{\"a\":1",
        "{\"a\":}",
        "{\"a\":1,}",
        "{\"a\":1} x",
        "{\"a\":1}{}",
        "{\"a\":1,\"a\":2}",
        "{\"a\":[1}",
        "{\"a\":01}",
        "{\"a\":NaN}",
        "{a:1}",
        "{\"a\":\"\\ud800\"}",
        "{\"\\udc00\":\"a\"}"
      })
  void whatIsNoObjectIsNothing(String body) {
    assertThat(PayloadFields.read(Deliveries.payload(body))).isEmpty();
  }

  @Test
  void brokenUtf8IsNothing() {
    byte[] latin1 = "{\"a\":\"ü\"}".getBytes(StandardCharsets.ISO_8859_1);

    assertThat(PayloadFields.read(new CallPayload(latin1))).isEmpty();
  }

  @Test
  void printsWithoutContent() {
    assertThat(read("{\"twi_bridge_token\":\"sesame\"}"))
        .hasToString("PayloadFields[1 keys, 22 bytes]");
  }

  private static PayloadFields read(String body) {
    return PayloadFields.read(Deliveries.payload(body)).orElseThrow();
  }
}
