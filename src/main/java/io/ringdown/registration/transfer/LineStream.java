package io.ringdown.registration.transfer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;

/**
 * A body line by line, in memory of bounded size: of a line that is too long only its number is
 * told. Blank lines are counted and left out. Not thread-safe.
 */
final class LineStream {
  /** The longest line, in bytes. */
  static final int LONGEST = 64 * 1024;

  private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

  private final InputStream in;
  private final byte[] buffer = new byte[LONGEST];
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private int position;
  private int end;
  private long number;

  LineStream(InputStream in) {
    this.in = in;
  }

  /**
   * The next line that is not blank, or nothing at the end of the body.
   *
   * @throws IOException when the body is cut or broken before that
   */
  Optional<Line> next() throws IOException {
    while (fill()) {
      number++;
      var tooLong = readLine();
      var bytes = line.toByteArray();
      if (number == 1) {
        bytes = withoutMark(bytes);
      }
      if (tooLong || !isBlank(bytes)) {
        return Optional.of(new Line(number, bytes, tooLong));
      }
    }
    return Optional.empty();
  }

  /** Reads up to the next line feed or the end, and tells whether it was more than a line has. */
  private boolean readLine() throws IOException {
    line.reset();
    long length = 0;
    while (fill()) {
      var from = position;
      while (position < end && buffer[position] != '\n') {
        position++;
      }
      length += position - from;
      if (length <= LONGEST) {
        line.write(buffer, from, position - from);
      } else {
        line.reset();
      }
      if (position < end) {
        position++;
        return length > LONGEST;
      }
    }
    return length > LONGEST;
  }

  /** Whether there is more. */
  private boolean fill() throws IOException {
    if (position < end) {
      return true;
    }
    position = 0;
    end = Math.max(0, in.read(buffer));
    return end > 0;
  }

  private static byte[] withoutMark(byte[] bytes) {
    var marked =
        bytes.length >= BYTE_ORDER_MARK.length
            && Arrays.equals(
                bytes, 0, BYTE_ORDER_MARK.length, BYTE_ORDER_MARK, 0, BYTE_ORDER_MARK.length);
    return marked ? Arrays.copyOfRange(bytes, BYTE_ORDER_MARK.length, bytes.length) : bytes;
  }

  private static boolean isBlank(byte[] bytes) {
    for (var b : bytes) {
      if (b != ' ' && b != '\t' && b != '\r') {
        return false;
      }
    }
    return true;
  }

  /**
   * A line.
   *
   * @param number the first has 1
   * @param bytes without the line feed; nothing of one that is too long
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Line(long number, byte[] bytes, boolean tooLong) {}
}
