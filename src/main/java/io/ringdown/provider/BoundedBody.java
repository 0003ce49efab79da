package io.ringdown.provider;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import org.jspecify.annotations.Nullable;

/**
 * Collects at most so many bytes of an answer; what comes beyond is cut off together with the
 * stream it comes on, so that no server can fill our memory. Used by one answer.
 */
final class BoundedBody implements BodySubscriber<byte[]> {
  private final int limit;
  private final ByteArrayOutputStream collected = new ByteArrayOutputStream();
  private final CompletableFuture<byte[]> body = new CompletableFuture<>();
  private @Nullable Subscription subscription;

  private BoundedBody(int limit) {
    this.limit = limit;
  }

  /**
   * A handler that collects.
   *
   * @param limit in bytes
   */
  static BodyHandler<byte[]> upTo(int limit) {
    return head -> new BoundedBody(limit);
  }

  @Override
  public CompletionStage<byte[]> getBody() {
    return body;
  }

  @Override
  public void onSubscribe(Subscription given) {
    subscription = given;
    given.request(Long.MAX_VALUE);
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    for (ByteBuffer buffer : buffers) {
      byte[] part = new byte[Math.min(buffer.remaining(), limit - collected.size())];
      buffer.get(part);
      collected.write(part, 0, part.length);
      if (buffer.hasRemaining()) {
        cutOff();
        return;
      }
    }
  }

  private void cutOff() {
    if (subscription != null) {
      subscription.cancel();
    }
    onComplete();
  }

  @Override
  public void onError(Throwable failure) {
    body.completeExceptionally(failure);
  }

  @Override
  public void onComplete() {
    body.complete(collected.toByteArray());
  }
}
