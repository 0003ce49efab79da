package io.ringdown.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FieldsTest {
  @Test
  void everythingWrongIsToldAtOnce() {
    var fields =
        fields(
            "{\"name\":5,\"count\":0,\"wait\":\"soon\",\"typo~/\":1,\"inner\":{\"x\":1},\"list\":[{\"y\":2}],\"at\":\"yesterday\"}");
    fields.text("name", 10);
    fields.integer("count", 1, 5);
    fields.duration("wait", Duration.ZERO, Duration.ofSeconds(1));
    fields.object("inner");
    fields.objects("list", 5);
    fields.time("at");
    fields.required("missing", fields.text("missing", 10));

    assertThat(wrong(fields))
        .containsExactlyInAnyOrder(
            "/name", "/count", "/wait", "/at", "/missing", "/typo~0~1", "/inner/x", "/list/0/y");
  }

  @Test
  void nullCountsAsAbsent() {
    var fields = fields("{\"name\":null}");
    assertThat(fields.text("name", 10)).isEmpty();
    fields.finish();
  }

  @Test
  void readsWhatIsRight() {
    var fields =
        fields(
            "{\"name\":\"a\",\"count\":5,\"wait\":\"PT1S\",\"tags\":[\"x\"],\"keys\":{\"k\":\"v\"},\"ring\":\"all\",\"on\":true,\"rest\":{\"deep\":[1]}}");
    assertThat(fields.text("name", 10)).contains("a");
    assertThat(fields.integer("count", 1, 5)).contains(5);
    assertThat(fields.duration("wait", Duration.ZERO, Duration.ofSeconds(1)))
        .contains(Duration.ofSeconds(1));
    assertThat(fields.texts("tags", 1, 1)).contains(List.of("x"));
    assertThat(fields.textMap("keys", 1, 1)).contains(Map.of("k", "v"));
    assertThat(fields.choice("ring", Map.of("all", 1))).contains(1);
    assertThat(fields.bool("on")).contains(true);
    assertThat(fields.rest()).isEqualTo(Map.of("rest", Map.of("deep", List.of(1))));
    fields.finish();
  }

  private static List<String> wrong(Fields fields) {
    var problem = catchThrowableOfType(ProblemException.class, fields::finish).problem();
    assertThat(problem.status()).isEqualTo(422);
    return problem.errors().stream().map(Problem.FieldError::pointer).toList();
  }

  private static Fields fields(String json) {
    try {
      return Fields.of(Json.read(json.getBytes(StandardCharsets.UTF_8)));
    } catch (InvalidJsonException e) {
      throw new AssertionError(e);
    }
  }
}
