import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * A phone in the demonstration: connects with a Twilio access token, prints each call as it rings
 * and acknowledges it. With {@code --once} it ends with 0 after the first.
 *
 * <pre>java src/demo/Phone.java --identity bob</pre>
 */
final class Phone implements WebSocket.Listener {
  private static final String USAGE =
      "java src/demo/Phone.java --identity bob [--url ws://127.0.0.1:8080/ws] [--account AC…]"
          + " [--api-key SK…] [--api-secret …] [--once]";
  private static final Path DEFAULTS = Path.of("src/demo/demo.properties");
  private static final Duration TOKEN_LIFE = Duration.ofHours(1);

  private final String identity;
  private final boolean once;
  private final StringBuilder frame = new StringBuilder();
  private final CompletableFuture<Integer> exit = new CompletableFuture<>();
  private volatile int result = 1;

  private Phone(String identity, boolean once) {
    this.identity = identity;
    this.once = once;
  }

  public static void main(String[] arguments) throws Exception {
    Map<String, String> options = options(arguments);
    Phone phone = new Phone(options.get("--identity"), options.containsKey("--once"));
    try {
      HttpClient.newHttpClient()
          .newWebSocketBuilder()
          .connectTimeout(Duration.ofSeconds(10))
          .header("Authorization", "Bearer " + accessToken(options))
          .buildAsync(URI.create(options.get("--url")), phone)
          .join();
    } catch (CompletionException e) {
      System.out.println("cannot connect to " + options.get("--url") + ": " + reason(e.getCause()));
      System.exit(1);
    }
    System.exit(phone.exit.join());
  }

  private static String reason(Throwable failure) {
    if (!(failure instanceof WebSocketHandshakeException refusal)) {
      return "is Ringdown running?";
    }
    int status = refusal.getResponse().statusCode();
    return status == 401
        ? "the access token was refused (401): is the account known, with this API key?"
        : "refused with " + status;
  }

  @Override
  public void onOpen(WebSocket socket) {
    System.out.println("connected as " + identity + ", waiting for a call…");
    socket.request(1);
  }

  @Override
  public CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
    frame.append(part);
    if (last) {
      ring(socket, frame.toString());
      frame.setLength(0);
    }
    socket.request(1);
    return null;
  }

  private void ring(WebSocket socket, String call) {
    System.out.println(
        "ringing: "
            + value(call, "twi_from")
            + " is calling ("
            + value(call, "twi_call_sid")
            + ")");
    CompletableFuture<WebSocket> acknowledged =
        socket.sendText("{\"ack\":\"" + value(call, "twi_message_id") + "\"}", true);
    if (once) {
      acknowledged
          .thenCompose(
              open -> {
                result = 0;
                return open.sendClose(WebSocket.NORMAL_CLOSURE, "");
              })
          .whenComplete((closed, failure) -> exit.complete(result));
    }
  }

  @Override
  public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
    System.out.println(
        switch (code) {
          case WebSocket.NORMAL_CLOSURE -> "disconnected";
          case 1001 -> "disconnected: the server is going away";
          case 4401 -> "disconnected: the access token has expired";
          default -> "disconnected: " + code + " " + reason;
        });
    exit.complete(result);
    return null;
  }

  @Override
  public void onError(WebSocket socket, Throwable failure) {
    System.out.println("connection lost: " + failure.getMessage());
    exit.complete(1);
  }

  /** A string member of flat JSON, good enough for what a demonstration prints. */
  private static String value(String json, String name) {
    Matcher member = Pattern.compile("\"" + name + "\"\\s*:\\s*\"([^\"]*)\"").matcher(json);
    return member.find() ? member.group(1) : "?";
  }

  /** What an app's own server makes for Twilio's Voice SDK, and Ringdown accepts as it is. */
  private static String accessToken(Map<String, String> options) throws GeneralSecurityException {
    long now = Instant.now().getEpochSecond();
    String key = options.get("--api-key");
    String header = "{\"typ\":\"JWT\",\"alg\":\"HS256\",\"cty\":\"twilio-fpa;v=1\"}";
    String claims =
        """
        {"jti":"%s-%d","iss":"%s","sub":"%s","iat":%d,"exp":%d,\
        "grants":{"identity":"%s","voice":{"incoming":{"allow":true}}}}"""
            .formatted(
                key,
                now,
                key,
                options.get("--account"),
                now,
                now + TOKEN_LIFE.toSeconds(),
                options.get("--identity").replace("\\", "\\\\").replace("\"", "\\\""));
    String signed =
        base64(header.getBytes(StandardCharsets.UTF_8))
            + "."
            + base64(claims.getBytes(StandardCharsets.UTF_8));
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(
        new SecretKeySpec(
            options.get("--api-secret").getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    return signed + "." + base64(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
  }

  private static String base64(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static Map<String, String> options(String[] arguments) throws IOException {
    Map<String, String> options = new HashMap<>(Map.of("--url", "ws://127.0.0.1:8080/ws"));
    if (Files.exists(DEFAULTS)) {
      Properties defaults = new Properties();
      try (Reader reader = Files.newBufferedReader(DEFAULTS)) {
        defaults.load(reader);
      }
      options.put("--account", defaults.getProperty("ringdown.account.sid"));
      options.put("--api-key", defaults.getProperty("ringdown.account.api-key-sid"));
      options.put("--api-secret", defaults.getProperty("ringdown.account.api-key-secret"));
    }
    boolean complete = true;
    for (int i = 0; i < arguments.length; i++) {
      if (arguments[i].equals("--once")) {
        options.put("--once", "");
      } else if (i + 1 < arguments.length) {
        options.put(arguments[i], arguments[++i]);
      } else {
        complete = false;
      }
    }
    Set<String> needed = Set.of("--url", "--identity", "--account", "--api-key", "--api-secret");
    Set<String> given = new HashSet<>(options.keySet());
    given.remove("--once");
    if (!complete || !given.equals(needed)) {
      System.out.println(USAGE);
      System.exit(1);
    }
    return options;
  }
}
