package io.ringdown.cli.service;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;

/** Ends a command because the service did not do what was asked, and says why in its own words. */
public final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public RefusedException(String message) {
    super(message);
  }

  /** What the problem document says (RFC 9457), a line for each wrong member. */
  public static RefusedException of(Reply reply) {
    String detail = reply.text("detail");
    StringBuilder message = new StringBuilder(Integer.toString(reply.status()));
    message.append(' ').append(detail.isEmpty() ? "without a word why" : detail);
    for (JsonElement error : reply.list("errors")) {
      if (error instanceof JsonObject wrong && wrong.has("pointer") && wrong.has("detail")) {
        message.append("\n  ").append(wrong.get("pointer").getAsString());
        message.append(' ').append(wrong.get("detail").getAsString());
      }
    }
    reply
        .retryAfter()
        .filter(seconds -> seconds.matches("[0-9]{1,6}"))
        .ifPresent(seconds -> message.append("\n  try again in ").append(seconds).append(" s"));
    return new RefusedException(message.toString());
  }
}
