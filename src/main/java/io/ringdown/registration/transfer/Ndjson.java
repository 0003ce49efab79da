package io.ringdown.registration.transfer;

import io.ringdown.rest.Problem;
import io.ringdown.rest.ProblemException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Lines of JSON as a body, plain or compressed.
 *
 * @see <a href="https://github.com/ndjson/ndjson-spec">NDJSON</a>
 */
final class Ndjson {
  /** The media type that imports have and exports get. */
  static final String MEDIA_TYPE = "application/x-ndjson";

  /** The one content coding that is understood. */
  static final String GZIP = "gzip";

  private static final int BUFFER = 32 * 1024;

  private Ndjson() {}

  /**
   * The body without its content coding.
   *
   * @throws ProblemException 415 when the coding is another one than gzip
   * @throws IOException when it does not begin as the coding says
   */
  static InputStream decoded(InputStream body, @Nullable String coding) throws IOException {
    if (coding == null || coding.isBlank() || coding.strip().equalsIgnoreCase("identity")) {
      return body;
    }
    if (!isGzip(coding)) {
      throw new ProblemException(
          Problem.of(415, "The body may be plain, or gzip as Content-Encoding says."));
    }
    return new GZIPInputStream(new Unending(body), BUFFER);
  }

  /** Whether an {@code Accept-Encoding} lets an answer be gzip. */
  static boolean acceptsGzip(@Nullable String accepted) {
    return accepted != null
        && Arrays.stream(accepted.split(",", -1))
            .map(one -> one.replaceAll("\\s", "").toLowerCase(Locale.ROOT))
            .anyMatch(
                one -> {
                  var name = one.replaceFirst(";.*", "");
                  return isGzip(name) && !one.matches(".*;q=0(\\.0*)?");
                });
  }

  private static boolean isGzip(String coding) {
    var name = coding.strip().toLowerCase(Locale.ROOT);
    return name.equals(GZIP) || name.equals("x-gzip");
  }

  /**
   * A stream that never says that nothing is there yet: the decoder would take that for the end,
   * and forget what follows the first of several files put together.
   */
  private static final class Unending extends FilterInputStream {
    Unending(InputStream in) {
      super(in);
    }

    @Override
    public int available() {
      return 1;
    }
  }
}
