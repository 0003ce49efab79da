import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Twilio's part in the demonstration: tells Ringdown that somebody is calling, signed as Twilio
 * signs it, and ends with 0 when the phones ring.
 *
 * <pre>java src/demo/Call.java --to bob --from alice</pre>
 */
final class Call {
  private static final String USAGE =
      "java src/demo/Call.java --to bob --from alice [--url http://127.0.0.1:8080]"
          + " [--account AC…] [--auth-token …]";
  private static final Path DEFAULTS = Path.of("src/demo/demo.properties");
  private static final SecureRandom RANDOM = new SecureRandom();

  public static void main(String[] arguments) throws Exception {
    Map<String, String> options = options(arguments);
    String account = options.get("--account");
    String body =
        json(
            "twi_account_sid",
            account,
            "twi_bridge_token",
            bridgeToken(),
            "twi_call_sid",
            sid("CA"),
            "twi_from",
            "client:" + options.get("--from"),
            "twi_message_id",
            sid("WB"),
            "twi_message_type",
            "twilio.voice.call",
            "twi_to",
            "client:" + options.get("--to"));
    String url =
        options.get("--url") + "/calls/notificationWebhook?bodySHA256=" + hexOfSha256(body);
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url))
            .timeout(Duration.ofSeconds(15))
            .header("Content-Type", "application/json")
            .header("X-Twilio-Signature", signature(url, options.get("--auth-token")))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    HttpResponse<String> answer;
    try {
      answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      System.out.println("nobody answers at " + options.get("--url") + ": is Ringdown running?");
      System.exit(1);
      return;
    }
    System.out.println(answer.statusCode() + " " + answer.body());
    System.out.println(meaning(answer, options.get("--to")));
    System.exit(answer.statusCode() == 200 ? 0 : 1);
  }

  private static String meaning(HttpResponse<String> answer, String to) {
    return switch (answer.statusCode()) {
      case 200 -> "ringing: every device that " + to + " has registered is being told";
      case 400 -> "not understood: the notification is not what Twilio would send";
      case 403 -> "not believed: another auth token, another account or another public URL";
      case 404 ->
          answer.headers().firstValue("Ringdown-Reason").isPresent()
              ? "nobody there: " + to + " has no registered device"
              : "wrong path: Ringdown is not at this URL";
      case 503 -> "not now: Ringdown cannot keep the call, and Twilio would try again";
      default -> "unexpected";
    };
  }

  /** Base64 of the HMAC-SHA1 over the URL; the body is tied to it by its hash in the query. */
  private static String signature(String url, String authToken) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA1");
    mac.init(new SecretKeySpec(authToken.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
    return Base64.getEncoder().encodeToString(mac.doFinal(url.getBytes(StandardCharsets.UTF_8)));
  }

  private static String hexOfSha256(String text) throws GeneralSecurityException {
    return HexFormat.of()
        .formatHex(
            MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
  }

  private static String sid(String prefix) {
    return prefix + "%016x%016x".formatted(RANDOM.nextLong(), RANDOM.nextLong());
  }

  /** Looks like the encrypted token by which a client connects to the call, and opens nothing. */
  private static String bridgeToken() {
    byte[] bytes = new byte[192];
    RANDOM.nextBytes(bytes);
    return "eyJ" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  private static String json(String... namesAndValues) {
    StringBuilder json = new StringBuilder("{");
    for (int i = 0; i < namesAndValues.length; i += 2) {
      json.append(i == 0 ? "" : ",")
          .append(quoted(namesAndValues[i]))
          .append(':')
          .append(quoted(namesAndValues[i + 1]));
    }
    return json.append('}').toString();
  }

  private static String quoted(String text) {
    StringBuilder quoted = new StringBuilder("\"");
    for (char c : text.toCharArray()) {
      if (c == '"' || c == '\\') {
        quoted.append('\\').append(c);
      } else if (c < ' ') {
        quoted.append("\\u%04x".formatted((int) c));
      } else {
        quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }

  private static Map<String, String> options(String[] arguments) throws IOException {
    Map<String, String> options = new HashMap<>(Map.of("--url", "http://127.0.0.1:8080"));
    if (Files.exists(DEFAULTS)) {
      Properties defaults = new Properties();
      try (Reader reader = Files.newBufferedReader(DEFAULTS)) {
        defaults.load(reader);
      }
      options.put("--account", defaults.getProperty("ringdown.account.sid"));
      options.put("--auth-token", defaults.getProperty("ringdown.account.auth-token"));
    }
    for (int i = 0; i + 1 < arguments.length; i += 2) {
      options.put(arguments[i], arguments[i + 1]);
    }
    Set<String> known = Set.of("--url", "--account", "--auth-token", "--to", "--from");
    if (arguments.length % 2 != 0 || !options.keySet().equals(known)) {
      System.out.println(USAGE);
      System.exit(1);
    }
    return options;
  }
}
