package io.ringdown.app;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProblemsTest {
  @Test
  void tellsTheStatusInWords() {
    assertThat(Problems.document(404))
        .isEqualTo(
            """
            {"type":"about:blank","title":"Not Found","status":404,"detail":"Nothing is here."}""");
  }

  @ParameterizedTest
  @CsvSource({"418,The request cannot be answered.", "599,Something failed on our side."})
  void statusThatNobodyKnowsIsToldToo(int status, String detail) {
    assertThat(Problems.document(status)).contains("\"status\":" + status).contains(detail);
  }

  @ParameterizedTest
  @CsvSource(
      value = {
        "-,-,false",
        "-,*/*,false",
        "-,application/json,false",
        "-,application/yaml,true",
        "yaml,application/json,true",
        "YAML,-,true",
        "json,application/yaml,false",
        "-,'application/yaml, application/json',false"
      },
      nullValues = "-")
  void yamlIsForThoseWhoAskForIt(String format, String accept, boolean yaml) {
    assertThat(OpenApiServlet.wantsYaml(format, accept)).isEqualTo(yaml);
  }
}
