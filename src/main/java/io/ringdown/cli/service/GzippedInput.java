package io.ringdown.cli.service;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.LongConsumer;
import java.util.zip.GZIPOutputStream;

/**
 * A source as gzip, compressed piece by piece while it is read, so that a file of any length needs
 * no more memory than a piece; what is gzip already passes as it is. For one thread.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc1952">RFC 1952: GZIP</a>
 */
public final class GzippedInput extends InputStream {
  private static final int PIECE = 64 * 1024;

  private final InputStream source;
  private final LongConsumer progress;
  private final byte[] piece = new byte[PIECE];
  private final ByteArrayOutputStream compressed = new ByteArrayOutputStream();
  private final GZIPOutputStream compressor;
  private final boolean passes;
  private byte[] ready;
  private int position;
  private boolean ended;

  /**
   * @param progress told of every piece of the source that was read, in bytes
   */
  public GzippedInput(InputStream source, LongConsumer progress) throws IOException {
    this.source = source;
    this.progress = progress;
    this.compressor = new GZIPOutputStream(compressed);
    byte[] start = source.readNBytes(2);
    progress.accept(start.length);
    this.passes = start.length == 2 && start[0] == 0x1f && start[1] == (byte) 0x8b;
    if (passes) {
      compressed.reset();
      this.ready = start;
    } else {
      compressor.write(start);
      this.ready = compressed.toByteArray();
      compressed.reset();
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] to, int offset, int length) throws IOException {
    while (position == ready.length) {
      if (ended) {
        return -1;
      }
      fill();
    }
    int count = Math.min(length, ready.length - position);
    System.arraycopy(ready, position, to, offset, count);
    position += count;
    return count;
  }

  private void fill() throws IOException {
    int count = source.read(piece);
    ended = count < 0;
    if (!ended) {
      progress.accept(count);
      if (!passes) {
        compressor.write(piece, 0, count);
      } else {
        compressed.write(piece, 0, count);
      }
    } else if (!passes) {
      compressor.finish();
    }
    ready = taken();
    position = 0;
  }

  private byte[] taken() {
    byte[] bytes = compressed.toByteArray();
    compressed.reset();
    return bytes;
  }

  @Override
  public void close() throws IOException {
    source.close();
  }
}
