package io.ringdown.cli;

import static io.ringdown.cli.FakeRingdown.IN_ACCOUNT;
import static io.ringdown.cli.FakeRingdown.importedLines;
import static io.ringdown.cli.FakeRingdown.say;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Import and export of bindings. */
class TransferTest {
  private static final String IMPORT = "POST " + IN_ACCOUNT + "/bindings/import";
  private static final String EXPORT = "GET " + IN_ACCOUNT + "/bindings/export";

  private final FakeRingdown service = new FakeRingdown();
  private final List<String> imported = new CopyOnWriteArrayList<>();

  @BeforeEach
  void takeImports() {
    service
        .on("GET " + IN_ACCOUNT + "/bindings?page_size=1", 200, "{\"bindings\":[]}")
        .on(IMPORT, this::take);
  }

  @AfterEach
  void stop() {
    service.close();
  }

  @Test
  void everyLineIsImportedPlainOrCompressed(@TempDir Path folder) throws Exception {
    var lines = IntStream.range(0, 20_000).mapToObj(i -> "{\"identity\":\"b" + i + "\"}").toList();
    var plain = Files.write(folder.resolve("plain.ndjson"), lines);
    var compressed = folder.resolve("compressed");
    try (var out = new GZIPOutputStream(Files.newOutputStream(compressed))) {
      Files.copy(plain, out);
    }

    for (var file : List.of(plain, compressed)) {
      imported.clear();
      var run = CommandRun.of(service, "bindings", "import", file.toString());

      assertThat(run.exitCode()).as(run.err()).isZero();
      assertThat(run.out()).contains("created", "20000");
      assertThat(run.err()).isEmpty();
      assertThat(imported).isEqualTo(lines);
    }
  }

  @Test
  void rejectedLinesAreToldAndEndWithOne() {
    var answer =
        "{\"created\":1,\"updated\":0,\"rejected\":1,\"errors\":[{\"line\":2,\"detail\":\"no\"}]}";
    service.on(IMPORT, 200, answer);

    var people = importing("{}\n{\"a\":1}\n");
    var programs = importing("{}\n{\"a\":1}\n", "--json");

    assertThat(people.exitCode()).isEqualTo(1);
    assertThat(people.out()).contains("errors.0.line    2", "errors.0.detail  no");
    assertThat(programs.out().strip()).isEqualTo(answer);
  }

  @Test
  void emptyFileIsAnImportOfNothing() {
    assertThat(importing("").exitCode()).isZero();
    assertThat(imported).isEmpty();
  }

  @Test
  void wrongAccountIsToldBeforeAnythingIsSent() {
    var run =
        CommandRun.of(
            CommandRun.environment(service), "{}\n", "bindings", "import", "-", "--account", "AC9");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(service.requests()).hasSize(1);
    assertThat(importing("{}", "--token-file", "-").exitCode()).isEqualTo(2);
    assertThat(CommandRun.of(service, "bindings", "import", "/nowhere/at/all").exitCode())
        .isEqualTo(2);
  }

  /** The source ends only after the service has seen its beginning. */
  @Test
  void importIsSentWhileItIsRead() {
    var arrived = new CountDownLatch(1);
    service.on(
        IMPORT,
        exchange -> {
          exchange.getRequestBody().readNBytes(1024);
          arrived.countDown();
          exchange.getRequestBody().readAllBytes();
          say(exchange, 200, "{\"rejected\":0}");
        });
    var source = new RandomSource(4 * 1024 * 1024, arrived);

    var run = CommandRun.of(service, source, "bindings", "import", "-");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(source.waitedInVain).isFalse();
  }

  @Test
  void progressIsShownToWhoeverWatches(@TempDir Path folder) throws Exception {
    var file = Files.writeString(folder.resolve("bindings"), "{}\n".repeat(100_000));

    var run =
        CommandRun.of(
            CommandRun.environment(service),
            InputStream.nullInputStream(),
            new ByteArrayOutputStream(),
            true,
            "bindings",
            "import",
            file.toString());

    assertThat(run.err()).contains("100 %").endsWith(System.lineSeparator());
  }

  @Test
  void exportIsWrittenWhileItArrives() {
    var out = new ByteArrayOutputStream();
    var first = "{\"identity\":\"bøb\"}\n";
    service.on(
        EXPORT + "?identity=b%C3%B8b",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          exchange.getResponseBody().write(first.getBytes(StandardCharsets.UTF_8));
          exchange.getResponseBody().flush();
          org.awaitility.Awaitility.await().until(() -> out.size() > 0);
          exchange.getResponseBody().write("{}\n".getBytes(StandardCharsets.UTF_8));
        });

    var run =
        CommandRun.of(
            CommandRun.environment(service),
            InputStream.nullInputStream(),
            out,
            false,
            "bindings",
            "export",
            "--identity",
            "bøb");

    assertThat(run.exitCode()).as(run.err()).isZero();
    assertThat(run.out()).isEqualTo(first + "{}\n");
  }

  @Test
  void exportToAFileIsWholeAndForItsOwner(@TempDir Path folder) throws Exception {
    service.on(EXPORT, 200, "{\"a\":1}\n{\"b\":2}\n");
    var plain = folder.resolve("out.ndjson");
    var compressed = folder.resolve("out.ndjson.gz");

    assertThat(exporting(plain).exitCode()).isZero();
    assertThat(exporting(compressed).exitCode()).isZero();

    assertThat(Files.readString(plain)).isEqualTo("{\"a\":1}\n{\"b\":2}\n");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(plain)))
        .isEqualTo("rw-------");
    try (var in = new GZIPInputStream(Files.newInputStream(compressed))) {
      assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
          .isEqualTo("{\"a\":1}\n{\"b\":2}\n");
    }
  }

  @Test
  void exportMayComeCompressed() {
    service.on(
        EXPORT,
        exchange -> {
          assertThat(exchange.getRequestHeaders().getFirst("Accept-Encoding")).isEqualTo("gzip");
          exchange.getResponseHeaders().set("Content-Encoding", "gzip");
          exchange.sendResponseHeaders(200, 0);
          try (var out = new GZIPOutputStream(exchange.getResponseBody())) {
            out.write("{\"a\":1}\n".getBytes(StandardCharsets.UTF_8));
          }
        });

    assertThat(CommandRun.of(service, "bindings", "export").out()).isEqualTo("{\"a\":1}\n");
  }

  @Test
  void exportThatBreaksOffLeavesTheFileOfBefore(@TempDir Path folder) throws Exception {
    var file = Files.writeString(folder.resolve("out"), "what was there");
    service.on(
        EXPORT,
        exchange -> {
          exchange.sendResponseHeaders(200, 1000);
          exchange.getResponseBody().write("{\"a\":1}\n".getBytes(StandardCharsets.UTF_8));
        });

    assertThat(exporting(file).exitCode()).isEqualTo(3);

    try (var files = Files.list(folder)) {
      assertThat(files).containsExactly(file);
    }
    assertThat(Files.readString(file)).isEqualTo("what was there");
  }

  private void take(HttpExchange exchange) throws IOException {
    imported.addAll(importedLines(exchange));
    say(
        exchange,
        200,
        "{\"created\":%d,\"updated\":0,\"rejected\":0,\"errors\":[]}".formatted(imported.size()));
  }

  private CommandRun importing(String lines, String... options) {
    var words = new java.util.ArrayList<>(List.of("bindings", "import", "-"));
    words.addAll(List.of(options));
    return CommandRun.of(CommandRun.environment(service), lines, words.toArray(String[]::new));
  }

  private CommandRun exporting(Path file) {
    return CommandRun.of(service, "bindings", "export", "-o", file.toString());
  }

  /** Bytes that do not compress, the last of which come only after the first have arrived. */
  private static final class RandomSource extends InputStream {
    private final Random random = new Random(1);
    private final CountDownLatch arrived;
    private int left;
    boolean waitedInVain;

    RandomSource(int size, CountDownLatch arrived) {
      this.left = size;
      this.arrived = arrived;
    }

    @Override
    public int read() {
      var one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] to, int offset, int length) {
      if (left == 0) {
        return -1;
      }
      var piece = new byte[Math.min(length, left)];
      random.nextBytes(piece);
      System.arraycopy(piece, 0, to, offset, piece.length);
      left -= piece.length;
      if (left == 0) {
        awaitArrival();
      }
      return piece.length;
    }

    private void awaitArrival() {
      try {
        waitedInVain = !arrived.await(20, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new UncheckedIOException(new IOException(e));
      }
    }
  }
}
