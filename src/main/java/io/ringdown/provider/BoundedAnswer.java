package io.ringdown.provider;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpHeaders;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.apache.hc.client5.http.async.methods.AbstractBinResponseConsumer;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpResponse;

/**
 * Collects an answer with at most so many bytes of its body; what comes beyond is cut off together
 * with the connection, so that no server can fill our memory. Used by one exchange.
 */
final class BoundedAnswer extends AbstractBinResponseConsumer<HttpAnswer>
    implements FutureCallback<HttpAnswer> {
  private static final int STEP = 64 * 1024;

  private final int limit;
  private final Executor executor;
  private final CompletableFuture<HttpAnswer> answer;
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private HttpHeaders headers = HttpHeaders.of(Map.of(), (name, value) -> true);
  private int status;
  private boolean cut;

  /**
   * @param limit of the body, in bytes
   * @param executor where the answer is completed
   */
  BoundedAnswer(int limit, Executor executor, CompletableFuture<HttpAnswer> answer) {
    this.limit = limit;
    this.executor = executor;
    this.answer = answer;
  }

  @Override
  protected void start(HttpResponse response, ContentType contentType) {
    status = response.getCode();
    Map<String, List<String>> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (Header header : response.getHeaders()) {
      all.computeIfAbsent(header.getName(), name -> new ArrayList<>())
          .add(String.valueOf(header.getValue()));
    }
    headers = HttpHeaders.of(all, (name, value) -> true);
  }

  @Override
  protected int capacityIncrement() {
    return STEP;
  }

  @Override
  protected void data(ByteBuffer part, boolean end) throws IOException {
    var taken = new byte[Math.min(part.remaining(), limit - body.size())];
    part.get(taken);
    body.write(taken, 0, taken.length);
    if (part.hasRemaining()) {
      cut = true;
      throw new IOException("the answer is too long");
    }
  }

  @Override
  protected HttpAnswer buildResult() {
    return HttpAnswer.of(status, headers, body.toByteArray());
  }

  @Override
  public void releaseResources() {
    // nothing is held
  }

  @Override
  public void completed(HttpAnswer result) {
    executor.execute(() -> answer.complete(result));
  }

  @Override
  public void failed(Exception failure) {
    if (cut) {
      completed(buildResult());
    } else {
      executor.execute(() -> answer.completeExceptionally(failure));
    }
  }

  @Override
  public void cancelled() {
    answer.cancel(false);
  }
}
