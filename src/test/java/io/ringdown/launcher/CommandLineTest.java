package io.ringdown.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class CommandLineTest {
  @Test
  void listensOnEveryInterfaceUnlessTold() {
    assertThat(CommandLine.parse().address()).isEqualTo("0.0.0.0");
    assertThat(CommandLine.parse().port()).isEqualTo(8080);
    assertThat(CommandLine.parse("--address", "127.0.0.1").address()).isEqualTo("127.0.0.1");
  }

  @Test
  void everythingElseIsForTheServer() {
    CommandLine line = CommandLine.parse("--port", "81", "--address", "127.0.0.1", "--logo");

    assertThat(line.port()).isEqualTo(81);
    assertThat(line.serverArguments())
        .containsExactly("--nohazelcast", "--disablephonehome", "--port", "81", "--logo");
  }

  @Test
  void incompleteArgumentIsNamed() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CommandLine.parse("--address"))
        .withMessageContaining("--address");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> CommandLine.parse("--port", "http"))
        .withMessageContaining("--port");
  }
}
