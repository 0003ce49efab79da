package io.ringdown.app.page;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenApiServletTest {
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
