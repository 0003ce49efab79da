package io.ringdown.provider.webpush;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.ringdown.provider.FakeHttps;
import io.ringdown.provider.fcm.FakeAnswer;
import io.ringdown.provider.fcm.FakeScript;
import io.undertow.server.HttpServerExchange;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.Signature;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;

/**
 * A push service and the browsers behind it: judges headers and VAPID as the strictest of the real
 * ones does, and has the browser decrypt what it gets. Thread-safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8030#section-5">RFC 8030, 5</a>
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8292#section-4.2">RFC 8292, 4.2</a>
 */
public final class FakeWebPush implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern VAPID =
      Pattern.compile("vapid t=([\\w-]+)\\.([\\w-]+)\\.([\\w-]+), k=([\\w-]{87})");
  private static final long LONGEST_TOKEN = 24 * 3600;

  private final InstantSource clock;
  private final FakeHttps server;
  private final FakeScript script = new FakeScript();
  private final Map<String, Subscribed> subscriptions = new ConcurrentHashMap<>();
  private final Set<String> gone = ConcurrentHashMap.newKeySet();
  private final Set<String> tokens = ConcurrentHashMap.newKeySet();
  private final List<Arrival> arrivals = new CopyOnWriteArrayList<>();
  private final AtomicInteger requests = new AtomicInteger();

  /**
   * @param port where it listens; 0 for any free one
   */
  public FakeWebPush(InstantSource clock, int port) {
    this.clock = clock;
    this.server = FakeHttps.ofBytes(this::answer, port);
  }

  private record Subscribed(Browser browser, String applicationServerKey) {}

  /** A message that arrived and that the browser could read. */
  public record Arrival(String subscription, String text, long ttl, String topic) {}

  /** Subscribes a browser to messages from the holder of this VAPID key; gives the endpoint. */
  public String subscribe(String name, Browser browser, String applicationServerKey) {
    subscriptions.put("/push/" + name, new Subscribed(browser, applicationServerKey));
    return origin() + "/push/" + name;
  }

  /** The browser ends its subscription. */
  public void unsubscribe(String name) {
    gone.add("/push/" + name);
  }

  URI origin() {
    return server.url(0);
  }

  public String caPem() {
    return server.caPem();
  }

  public FakeScript script() {
    return script;
  }

  public List<Arrival> arrivals() {
    return List.copyOf(arrivals);
  }

  int requests() {
    return requests.get();
  }

  /** The different VAPID tokens that it has seen. */
  Set<String> tokens() {
    return Set.copyOf(tokens);
  }

  private FakeAnswer answer(HttpServerExchange exchange, byte[] body) throws Exception {
    requests.incrementAndGet();
    var scripted = script.next();
    return scripted.isPresent() ? scripted.get() : judge(exchange, body);
  }

  private FakeAnswer judge(HttpServerExchange exchange, byte[] body) throws Exception {
    var path = exchange.getRequestPath();
    if (gone.contains(path)) {
      return FakeAnswer.of(410, "");
    }
    var subscribed = subscriptions.get(path);
    if (subscribed == null) {
      return FakeAnswer.of(404, "");
    }
    if (!exchange.getRequestMethod().toString().equals("POST")) {
      return FakeAnswer.of(405, "");
    }
    var distrust = distrust(FakeHttps.header(exchange, "Authorization"), subscribed);
    if (distrust != 0) {
      return FakeAnswer.of(distrust, "{\"reason\":\"" + path + "\"}");
    }
    var ttl = FakeHttps.header(exchange, "TTL");
    var topic = FakeHttps.header(exchange, "Topic");
    if (!ttl.matches("[0-9]{1,10}")
        || !topic.matches("[A-Za-z0-9_-]{1,32}")
        || !FakeHttps.header(exchange, "Urgency").equals("high")
        || !FakeHttps.header(exchange, "Content-Encoding").equals("aes128gcm")) {
      return FakeAnswer.of(400, "");
    }
    if (body.length > 4096) {
      return FakeAnswer.of(413, "");
    }
    try {
      var text = new String(subscribed.browser().decrypt(body), StandardCharsets.UTF_8);
      arrivals.add(new Arrival(path, text, Long.parseLong(ttl), topic));
    } catch (GeneralSecurityException unreadable) {
      // a real service cannot tell, and the browser drops it in silence
      return FakeAnswer.of(201, "").with("Location", origin() + "/m/unreadable");
    }
    return FakeAnswer.of(201, "").with("Location", origin() + "/m/" + arrivals.size());
  }

  /** The status that says what is wrong with the application server's word; 0 for nothing. */
  private int distrust(String authorization, Subscribed subscribed) throws Exception {
    var vapid = VAPID.matcher(authorization);
    if (!vapid.matches()) {
      return 401;
    }
    tokens.add(authorization);
    if (!vapid.group(4).equals(subscribed.applicationServerKey())) {
      return 403;
    }
    var header = JSON.readTree(Base64.getUrlDecoder().decode(vapid.group(1)));
    var claims = JSON.readTree(Base64.getUrlDecoder().decode(vapid.group(2)));
    var verifier = Signature.getInstance("SHA256withECDSAinP1363Format");
    verifier.initVerify(
        Browser.point(
            Base64.getUrlDecoder().decode(vapid.group(4)), subscribed.browser().publicKey()));
    verifier.update((vapid.group(1) + "." + vapid.group(2)).getBytes(StandardCharsets.US_ASCII));
    var left = claims.path("exp").asLong() - clock.instant().getEpochSecond();
    return header.path("alg").asText().equals("ES256")
            && header.path("typ").asText().equals("JWT")
            && verifier.verify(Base64.getUrlDecoder().decode(vapid.group(3)))
            && claims.path("aud").asText().equals(origin().toString())
            && claims.path("sub").asText().matches("(mailto:.+@.+|https://.+)")
            && left > 0
            && left <= LONGEST_TOKEN
        ? 0
        : 403;
  }

  @Override
  public void close() {
    script.judge();
    server.close();
  }
}
