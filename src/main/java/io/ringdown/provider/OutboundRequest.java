package io.ringdown.provider;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A request to a service. Its headers and body hold secrets, so they are left out of the text form.
 * Immutable; the body is not copied.
 */
public final class OutboundRequest {
  private static final byte[] NOTHING = {};

  private final String method;
  private final URI url;
  private final Map<String, String> headers;
  private final byte[] body;

  private OutboundRequest(String method, URI url, Map<String, String> headers, byte[] body) {
    this.method = method;
    this.url = url;
    this.headers = headers;
    this.body = body;
  }

  /** A request without a body. */
  public static OutboundRequest of(String method, URI url) {
    return new OutboundRequest(method, url, Map.of(), NOTHING);
  }

  /** A GET. */
  public static OutboundRequest get(URI url) {
    return of("GET", url);
  }

  /** A POST. */
  public static OutboundRequest post(URI url, String contentType, byte[] body) {
    return of("POST", url).with(contentType, body);
  }

  /** A POST of text in UTF-8. */
  public static OutboundRequest post(URI url, String contentType, String body) {
    return post(url, contentType, body.getBytes(StandardCharsets.UTF_8));
  }

  /** The same with a body. */
  public OutboundRequest with(String contentType, byte[] sent) {
    return new OutboundRequest(method, url, headers, sent).with("Content-Type", contentType);
  }

  /** The same with a header, in place of one of that very name. */
  public OutboundRequest with(String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put(name, value);
    return new OutboundRequest(method, url, more, body);
  }

  String method() {
    return method;
  }

  URI url() {
    return url;
  }

  Map<String, String> headers() {
    return headers;
  }

  /** What is sent; empty for nothing. */
  byte[] body() {
    return body;
  }

  @Override
  public String toString() {
    return "OutboundRequest[" + method + " " + url.getHost() + "]";
  }
}
