package io.ringdown.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataDirectoryTest {
  private final Path parent;
  private final Path path;

  DataDirectoryTest(@TempDir Path parent) {
    this.parent = parent;
    this.path = parent.resolve("deep/data");
  }

  @Test
  void madeOnceAndFoundAgain() {
    DataDirectory first = directory();
    DataDirectory again = directory();

    assertThat(again.nodeId()).isEqualTo(first.nodeId()).matches("[0-9a-f]{16}");
    assertThat(again.secretsKey()).isEqualTo(first.secretsKey());
    assertThat(first.secretsKey().getEncoded()).hasSize(32);
    assertThat(first.secretsKey().getAlgorithm()).isEqualTo("AES");
  }

  @Test
  void twoDirectoriesDiffer() {
    DataDirectory other = new DataDirectory(parent.resolve("other"), new SecureRandom());

    assertThat(other.nodeId()).isNotEqualTo(directory().nodeId());
    assertThat(other.secretsKey()).isNotEqualTo(directory().secretsKey());
  }

  @Test
  void onlyTheOwnerSeesThem() throws IOException {
    directory().secretsKey();
    directory().nodeId();

    assertThat(permissions(path)).isEqualTo("rwx------");
    assertThat(permissions(path.resolve("secrets.key"))).isEqualTo("rw-------");
    assertThat(permissions(path.resolve("node-id"))).isEqualTo("rw-------");
    try (Stream<Path> files = Files.list(path)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("secrets.key", "node-id");
    }
  }

  @Test
  void thoseWhoAskAtTheSameTimeGetTheSame() throws Exception {
    int askers = 8;
    var barrier = new CyclicBarrier(askers);
    var threads = Executors.newFixedThreadPool(askers);
    try {
      Callable<String> ask =
          () -> {
            DataDirectory directory = directory();
            barrier.await();
            return directory.nodeId();
          };
      Set<String> ids = new HashSet<>();
      for (var answer : threads.invokeAll(Collections.nCopies(askers, ask))) {
        ids.add(answer.get());
      }
      assertThat(ids).hasSize(1);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void aBrokenFileIsNeverReplaced() throws IOException {
    DataDirectory directory = directory();
    for (String name : List.of("secrets.key", "node-id")) {
      Files.writeString(path.resolve(name), "hush");
    }

    assertThatThrownBy(directory::secretsKey)
        .isInstanceOf(DataDirectoryException.class)
        .hasMessageContaining("secrets.key must be 32 bytes in base64")
        .hasMessageNotContaining("hush");
    assertThatThrownBy(directory::nodeId)
        .isInstanceOf(DataDirectoryException.class)
        .hasMessageContaining("node-id must be 16 hex digits");
    assertThat(path.resolve("secrets.key")).hasContent("hush");
  }

  @Test
  void aFileInItsPlaceIsAClearError() throws IOException {
    Files.createDirectories(path.getParent());
    Files.writeString(path, "in the way");

    assertThatThrownBy(this::directory)
        .isInstanceOf(DataDirectoryException.class)
        .hasMessage("ringdown.data-dir: cannot write in the directory " + path);
  }

  private DataDirectory directory() {
    return new DataDirectory(path, new SecureRandom());
  }

  private static String permissions(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }
}
