package io.ringdown.registration.transfer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;

class LineStreamTest {
  @Test
  void linesAreNumberedAndBlankOnesCounted() throws IOException {
    assertThat(read(bytes("\uFEFFa\r\n\n \t\r\nb\n\n"))).containsExactly("1:a\r", "4:b");
    assertThat(read(bytes("a"))).containsExactly("1:a");
    assertThat(read(bytes(""))).isEmpty();
  }

  @Test
  void aLineMayBeAsLongAsItMayAndNoLonger() throws IOException {
    var longest = "x".repeat(LineStream.LONGEST);

    assertThat(read(bytes(longest + "\n" + longest + "x\nb")))
        .containsExactly("1:" + longest, "2:too long", "3:b");
    assertThat(read(bytes(longest + "y"))).containsExactly("1:too long");
  }

  @Test
  void ofALineThatNeverEndsNothingIsKept() throws IOException {
    var endless =
        new InputStream() {
          private long left = 1L << 30;

          @Override
          public int read() {
            return left-- > 0 ? 'x' : -1;
          }

          @Override
          public int read(byte[] into, int from, int length) {
            if (left <= 0) {
              return -1;
            }
            left -= length;
            return length;
          }
        };

    assertThat(read(endless)).containsExactly("1:too long");
  }

  @Test
  void aLineThatIsCutIsNone() {
    var lines =
        new LineStream(
            new SequenceInputStream(
                bytes("a\nb"),
                new InputStream() {
                  @Override
                  public int read() throws IOException {
                    throw new EOFException();
                  }

                  @Override
                  public int read(byte[] into, int from, int length) throws IOException {
                    throw new EOFException();
                  }
                }));

    assertThatExceptionOfType(EOFException.class)
        .isThrownBy(
            () -> {
              assertThat(text(lines.next().orElseThrow())).isEqualTo("1:a");
              lines.next();
            });
  }

  @Test
  void filesThatAreCompressedAndPutTogetherAreReadToTheEnd() throws IOException {
    var together = new ByteArrayOutputStream();
    for (var text : List.of("a\n", "b\n", "c")) {
      try (var out = new GZIPOutputStream(together)) {
        out.write(text.getBytes(UTF_8));
      }
    }
    // As from a line on which nothing more has arrived yet.
    var slow =
        new InputStream() {
          private final InputStream in = new ByteArrayInputStream(together.toByteArray());

          @Override
          public int read() throws IOException {
            return in.read();
          }

          @Override
          public int read(byte[] into, int from, int length) throws IOException {
            return in.read(into, from, Math.min(length, 1));
          }
        };

    assertThat(read(Ndjson.decoded(slow, "GZIP"))).containsExactly("1:a", "2:b", "3:c");
  }

  @Test
  void anAnswerIsCompressedForThoseWhoSaySo() {
    assertThat(List.of("gzip", "br, GZIP;q=0.5", "x-gzip")).allMatch(Ndjson::acceptsGzip);
    assertThat(List.of("", "br", "gzip;q=0", "gzip; q=0.0", "*")).noneMatch(Ndjson::acceptsGzip);
    assertThat(Ndjson.acceptsGzip(null)).isFalse();
  }

  private static InputStream bytes(String text) {
    return new ByteArrayInputStream(text.getBytes(UTF_8));
  }

  private static List<String> read(InputStream in) throws IOException {
    var lines = new LineStream(in);
    var read = new ArrayList<String>();
    for (var line = lines.next(); line.isPresent(); line = lines.next()) {
      read.add(text(line.get()));
    }
    return read;
  }

  private static String text(LineStream.Line line) {
    return line.number() + ":" + (line.tooLong() ? "too long" : new String(line.bytes(), UTF_8));
  }
}
