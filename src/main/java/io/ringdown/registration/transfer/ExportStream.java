package io.ringdown.registration.transfer;

import io.ringdown.binding.Binding;
import io.ringdown.registration.BindingDocument;
import io.ringdown.rest.Json;
import io.ringdown.rest.Problem;
import io.ringdown.rest.Traces;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;
import java.util.zip.GZIPOutputStream;

/**
 * An export on its way to its reader, a page at a time. Where the rest cannot be read, the last
 * line is a problem document instead of a binding: no import takes it for one. To be written once.
 */
final class ExportStream implements StreamingOutput {
  private static final System.Logger LOG = System.getLogger(ExportStream.class.getName());
  private static final int BUFFER = 64 * 1024;

  private final Iterator<List<Binding>> pages;
  private final Predicate<Binding> wanted;
  private final boolean gzip;

  ExportStream(Iterator<List<Binding>> pages, Predicate<Binding> wanted, boolean gzip) {
    this.pages = pages;
    this.wanted = wanted;
    this.gzip = gzip;
  }

  @Override
  public void write(OutputStream out) {
    try {
      if (gzip) {
        var compressed = new GZIPOutputStream(out, BUFFER);
        writeAll(new BufferedOutputStream(compressed, BUFFER));
        compressed.finish();
      } else {
        writeAll(new BufferedOutputStream(out, BUFFER));
      }
      out.flush();
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "the reader of an export has left");
    }
  }

  private void writeAll(OutputStream out) throws IOException {
    try {
      while (pages.hasNext()) {
        for (var binding : pages.next()) {
          if (wanted.test(binding)) {
            out.write(Json.bytes(BindingDocument.of(binding)));
            out.write('\n');
          }
        }
      }
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "RD-8021 an export broke off: {0}", Traces.of(e));
      out.write(Problem.of(503, "The export broke off: the rest could not be read.").json());
      out.write('\n');
    }
    out.flush();
  }
}
