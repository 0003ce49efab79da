package io.ringdown;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Holds the log codes and the runbook together. */
class RunbookTest {
  private static final Pattern CODE = Pattern.compile("RD-\\d{4}");

  @Test
  void everyCodeIsInTheRunbookAndNoOther() throws IOException {
    assertThat(codesIn(Path.of("src/docs/operations.md"))).isEqualTo(codesBelow("src/main/java"));
  }

  private static Set<String> codesBelow(String folder) throws IOException {
    var codes = new TreeSet<String>();
    try (var files = Files.walk(Path.of(folder))) {
      for (var file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
        codes.addAll(codesIn(file));
      }
    }
    return codes;
  }

  private static Set<String> codesIn(Path file) throws IOException {
    var codes = new TreeSet<String>();
    var matcher = CODE.matcher(Files.readString(file));
    while (matcher.find()) {
      codes.add(matcher.group());
    }
    return codes;
  }
}
