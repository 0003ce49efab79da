import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Measures the webhook: {@code java src/bench/WebhookLoad.java}, after {@code mvn package}.
 *
 * <p>It starts {@code target/ringdown-server.jar} with a fake FCM on loopback, sends correctly
 * signed calls over a few connections that are kept open, and tells how long the answer took and
 * how long until the call arrived at the provider. The rounds of all scenarios alternate with
 * {@code empty}, the cheapest answer that JAX-RS gives on the same server (401 without looking at
 * the database), so that each is read beside it: absolute figures are those of the machine.
 *
 * <p>Options: {@code --connections 16 --seconds 8 --rounds 5 --warm-up 30 --scenarios
 * empty,external,websocket,fcm}, {@code --db-url}, {@code --db-user} and {@code --db-password} for
 * PostgreSQL, {@code --java} for another JVM.
 */
final class WebhookLoad {
  private static final int IDENTITIES = 100;
  private static final String ACCOUNT = "AC" + "b".repeat(32);
  private static final String KEY = "SK" + "b".repeat(32);
  private static final String KEY_SECRET = "the-api-key-secret-of-the-benchmark";
  private static final String AUTH_TOKEN = "the-auth-token-of-the-benchmark";
  private static final String ADMIN_TOKEN = "the-admin-token-of-the-benchmark";
  private static final Pattern MESSAGE_ID = Pattern.compile("WB[0-9a-f]{32}");

  private final Map<String, String> options = new HashMap<>();
  private final Map<String, Long> sent = new ConcurrentHashMap<>();
  private final ConcurrentLinkedQueue<Long> arrivals = new ConcurrentLinkedQueue<>();
  private final HttpClient http = HttpClient.newHttpClient();
  private final List<WebSocket> phones = new ArrayList<>();
  private String base = "";

  public static void main(String[] arguments) {
    try {
      new WebhookLoad().run(arguments);
    } catch (Exception e) {
      e.printStackTrace(System.out);
      System.exit(1);
    }
    // the fake's threads would keep the process
    System.exit(0);
  }

  private void run(String[] arguments) throws Exception {
    for (var i = 0; i + 1 < arguments.length; i += 2) {
      options.put(arguments[i].replace("--", ""), arguments[i + 1]);
    }
    var fcm = fakeFcm();
    var fcmUrl = "http://127.0.0.1:" + fcm.getAddress().getPort();
    var server = startServer(fcmUrl);
    try {
      prepare(fcmUrl);
      var scenarios =
          List.of(options.getOrDefault("scenarios", "empty,external,websocket,fcm").split(","));
      for (var scenario : scenarios) {
        measure(scenario, number("warm-up", 30));
      }
      Map<String, List<Round>> rounds = new HashMap<>();
      for (var i = 0; i < number("rounds", 5); i++) {
        for (var scenario : scenarios) {
          var round = measure(scenario, number("seconds", 8));
          rounds.computeIfAbsent(scenario, s -> new ArrayList<>()).add(round);
        }
      }
      System.out.println(
          "| scenario | webhooks/s | answer p50 ms | answer p99 ms | to provider p50 ms | to provider p99 ms |");
      System.out.println("| --- | --- | --- | --- | --- | --- |");
      for (var scenario : scenarios) {
        print(scenario, rounds.get(scenario));
      }
    } finally {
      server.destroy();
      server.waitFor(30, TimeUnit.SECONDS);
      fcm.stop(0);
    }
  }

  private Process startServer(String fcmUrl) throws Exception {
    int port;
    try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    base = "http://127.0.0.1:" + port;
    var directory = Files.createTempDirectory("ringdown-bench-");
    var builder =
        new ProcessBuilder(
            options.getOrDefault(
                "java", Path.of(System.getProperty("java.home"), "bin", "java").toString()),
            "-jar",
            "target/ringdown-server.jar",
            "--address",
            "127.0.0.1",
            "--port",
            Integer.toString(port));
    builder.redirectErrorStream(true).redirectOutput(directory.resolve("log").toFile());
    builder.environment().put("RINGDOWN_DATA_DIR", directory.resolve("data").toString());
    builder.environment().put("RINGDOWN_ADMIN_TOKEN", ADMIN_TOKEN);
    builder.environment().put("RINGDOWN_FCM_URL", fcmUrl);
    for (var key : List.of("url", "user", "password")) {
      if (options.containsKey("db-" + key)) {
        builder
            .environment()
            .put("RINGDOWN_DB_" + key.toUpperCase(Locale.ROOT), options.get("db-" + key));
      }
    }
    var process = builder.start();
    var ready = HttpRequest.newBuilder(URI.create(base + "/health/ready")).build();
    while (true) {
      try {
        if (http.send(ready, BodyHandlers.discarding()).statusCode() == 200) {
          return process;
        }
      } catch (IOException e) {
        // not yet
      }
      if (process.waitFor(200, TimeUnit.MILLISECONDS)) {
        throw new IllegalStateException(
            "the server ended: " + Files.readString(directory.resolve("log")));
      }
    }
  }

  /** Google as far as a push needs it: a token for whoever asks, and a name for each message. */
  private HttpServer fakeFcm() throws IOException {
    // without these it waits 40 ms with each answer, and closes connections that are kept
    System.setProperty("sun.net.httpserver.nodelay", "true");
    System.setProperty("sun.net.httpserver.maxIdleConnections", "1000");
    var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newFixedThreadPool(8));
    server.createContext(
        "/token",
        exchange ->
            answer(
                exchange,
                "{\"access_token\":\"t\",\"expires_in\":3600,\"token_type\":\"Bearer\"}"));
    server.createContext(
        "/v1",
        exchange -> {
          arrived(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          answer(exchange, "{\"name\":\"projects/bench/messages/1\"}");
        });
    server.start();
    return server;
  }

  private static void answer(HttpExchange exchange, String body) throws IOException {
    var bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().add("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, bytes.length);
    exchange.getResponseBody().write(bytes);
    exchange.close();
  }

  private void prepare(String fcmUrl) throws Exception {
    var account = "/v1/accounts/" + ACCOUNT;
    admin(
        "PUT",
        account,
        "{\"auth_tokens\":[\""
            + AUTH_TOKEN
            + "\"],\"api_keys\":[{\"sid\":\""
            + KEY
            + "\",\"secret\":\""
            + KEY_SECRET
            + "\"}]}");
    var generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    var pem =
        "-----BEGIN PRIVATE KEY-----\\n"
            + Base64.getEncoder()
                .encodeToString(generator.generateKeyPair().getPrivate().getEncoded())
            + "\\n-----END PRIVATE KEY-----\\n";
    admin(
        "POST",
        account + "/credentials",
        "{\"type\":\"fcm\",\"service_account\":{\"type\":\"service_account\",\"project_id\":\"bench\",\"private_key_id\":\"0123456789\",\"private_key\":\""
            + pem
            + "\",\"client_email\":\"push@bench.iam.gserviceaccount.com\",\"token_uri\":\""
            + fcmUrl
            + "/token\"}}");
    for (var i = 0; i < IDENTITIES; i++) {
      admin(
          "POST",
          account + "/bindings",
          "{\"identity\":\"external" + i + "\",\"channel\":\"external\"}");
      admin(
          "POST",
          account + "/bindings",
          "{\"identity\":\"fcm" + i + "\",\"channel\":\"fcm\",\"address\":\"token-" + i + "\"}");
      phones.add(phone("websocket" + i));
    }
  }

  private void admin(String method, String path, String body) throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(base + path))
            .header("Authorization", "Bearer " + ADMIN_TOKEN)
            .header("Content-Type", "application/json")
            .method(method, BodyPublishers.ofString(body))
            .build();
    var answer = http.send(request, BodyHandlers.ofString());
    if (answer.statusCode() != 201) {
      throw new IllegalStateException(
          method + " " + path + ": " + answer.statusCode() + " " + answer.body());
    }
  }

  private WebSocket phone(String identity) throws Exception {
    var encoder = Base64.getUrlEncoder().withoutPadding();
    var claims =
        "{\"iss\":\""
            + KEY
            + "\",\"sub\":\""
            + ACCOUNT
            + "\",\"exp\":"
            + (System.currentTimeMillis() / 1000 + 7200)
            + ",\"grants\":{\"identity\":\""
            + identity
            + "\",\"voice\":{\"incoming\":{\"allow\":true}}}}";
    var text =
        encoder.encodeToString(
                "{\"typ\":\"JWT\",\"alg\":\"HS256\",\"cty\":\"twilio-fpa;v=1\"}"
                    .getBytes(StandardCharsets.UTF_8))
            + "."
            + encoder.encodeToString(claims.getBytes(StandardCharsets.UTF_8));
    var token = text + "." + encoder.encodeToString(mac("HmacSHA256", KEY_SECRET, text));
    return http.newWebSocketBuilder()
        .header("Authorization", "Bearer " + token)
        .buildAsync(URI.create("ws" + base.substring(4) + "/ws"), new Ear())
        .get(10, TimeUnit.SECONDS);
  }

  private Round measure(String scenario, int seconds) throws Exception {
    sent.clear();
    arrivals.clear();
    var end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    var answers = new ConcurrentLinkedQueue<long[]>();
    var failed = new AtomicInteger();
    var threads = new ArrayList<Thread>();
    for (var i = 0; i < number("connections", 16); i++) {
      var thread = new Thread(() -> answers.add(load(scenario, end, failed)));
      threads.add(thread);
      thread.start();
    }
    for (var thread : threads) {
      thread.join();
    }
    var owed = scenario.equals("websocket") || scenario.equals("fcm");
    var patience = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (owed && !sent.isEmpty() && System.nanoTime() < patience) {
      Thread.onSpinWait();
    }
    var all = answers.stream().flatMapToLong(Arrays::stream).sorted().toArray();
    var providers = arrivals.stream().mapToLong(Long::longValue).sorted().toArray();
    if (failed.get() > 0 || (owed && !sent.isEmpty())) {
      System.out.println(
          scenario + ": " + failed + " wrong answers, " + sent.size() + " never arrived");
    }
    return new Round(
        (double) all.length / seconds,
        at(all, 50),
        at(all, 99),
        at(providers, 50),
        at(providers, 99));
  }

  private long[] load(String scenario, long end, AtomicInteger failed) {
    var took = new long[1 << 20];
    var count = 0;
    var random = ThreadLocalRandom.current();
    var authority = base.substring("http://".length());
    try (var line = new Line(Integer.parseInt(authority.substring(authority.indexOf(':') + 1)))) {
      while (System.nanoTime() < end && count < took.length) {
        var empty = scenario.equals("empty");
        var messageId = "WB%016x%016x".formatted(random.nextLong(), random.nextLong());
        var request =
            empty
                ? "GET /v1/accounts HTTP/1.1\r\nHost: " + authority + "\r\n\r\n"
                : call(scenario + random.nextInt(IDENTITIES), messageId, authority);
        var began = System.nanoTime();
        if (!empty && !scenario.equals("external")) {
          sent.put(messageId, began);
        }
        if (line.ask(request) != (empty ? 401 : 200)) {
          failed.incrementAndGet();
        }
        took[count++] = System.nanoTime() - began;
      }
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    return Arrays.copyOf(took, count);
  }

  private String call(String identity, String messageId, String authority) throws Exception {
    var body =
        "{\"twi_account_sid\":\""
            + ACCOUNT
            + "\",\"twi_bridge_token\":\""
            + "e".repeat(600)
            + "\",\"twi_call_sid\":\"CA"
            + messageId.substring(2)
            + "\",\"twi_from\":\"client:alice\",\"twi_message_id\":\""
            + messageId
            + "\",\"twi_message_type\":\"twilio.voice.call\",\"twi_to\":\"client:"
            + identity
            + "\"}";
    var hash =
        HexFormat.of()
            .formatHex(
                MessageDigest.getInstance("SHA-256").digest(body.getBytes(StandardCharsets.UTF_8)));
    var path = "/calls/notificationWebhook?bodySHA256=" + hash;
    var signature = Base64.getEncoder().encodeToString(mac("HmacSHA1", AUTH_TOKEN, base + path));
    return "POST "
        + path
        + " HTTP/1.1\r\nHost: "
        + authority
        + "\r\nContent-Type: application/json\r\nX-Twilio-Signature: "
        + signature
        + "\r\nContent-Length: "
        + body.length()
        + "\r\n\r\n"
        + body;
  }

  private void arrived(String text) {
    var now = System.nanoTime();
    var id = MESSAGE_ID.matcher(text);
    var began = id.find() ? sent.remove(id.group()) : null;
    if (began != null) {
      arrivals.add(now - began);
    }
  }

  private static byte[] mac(String algorithm, String key, String text) throws Exception {
    var mac = Mac.getInstance(algorithm);
    mac.init(new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), algorithm));
    return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
  }

  private static double at(long[] sorted, int percent) {
    return sorted.length == 0
        ? Double.NaN
        : sorted[Math.min(sorted.length - 1, sorted.length * percent / 100)] / 1e6;
  }

  private static void print(String scenario, List<Round> rounds) {
    System.out.println(
        "| "
            + scenario
            + " | "
            + spread("%.0f", rounds.stream().mapToDouble(Round::perSecond).toArray())
            + " | "
            + spread("%.1f", rounds.stream().mapToDouble(Round::answer50).toArray())
            + " | "
            + spread("%.1f", rounds.stream().mapToDouble(Round::answer99).toArray())
            + " | "
            + spread("%.1f", rounds.stream().mapToDouble(Round::provider50).toArray())
            + " | "
            + spread("%.1f", rounds.stream().mapToDouble(Round::provider99).toArray())
            + " |");
  }

  /** The median, and the lowest and highest behind it. */
  private static String spread(String format, double[] values) {
    Arrays.sort(values);
    return Double.isNaN(values[0])
        ? "–"
        : (format + " (" + format + "–" + format + ")")
            .formatted(values[values.length / 2], values[0], values[values.length - 1]);
  }

  private int number(String option, int otherwise) {
    return Integer.parseInt(options.getOrDefault(option, Integer.toString(otherwise)));
  }

  private record Round(
      double perSecond, double answer50, double answer99, double provider50, double provider99) {}

  /** A connection that is kept open as long as the server keeps it. */
  private static final class Line implements AutoCloseable {
    private final int port;
    private Socket socket;
    private InputStream in;

    Line(int port) throws IOException {
      this.port = port;
      open();
    }

    /** The status of the answer. */
    int ask(String request) throws IOException {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
      var head = new StringBuilder();
      while (head.length() < 4 || head.lastIndexOf("\r\n\r\n") != head.length() - 4) {
        var next = in.read();
        if (next < 0) {
          throw new IOException("cut after: " + head);
        }
        head.append((char) next);
      }
      var length = Pattern.compile("(?i)content-length: (\\d+)").matcher(head);
      in.skipNBytes(length.find() ? Integer.parseInt(length.group(1)) : 0);
      if (head.toString().toLowerCase(Locale.ROOT).contains("connection: close")) {
        socket.close();
        open();
      }
      return Integer.parseInt(head.substring(9, 12));
    }

    private void open() throws IOException {
      socket = new Socket("127.0.0.1", port);
      socket.setTcpNoDelay(true);
      in = new BufferedInputStream(socket.getInputStream());
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  /** A client's ear. */
  private final class Ear implements WebSocket.Listener {
    private final StringBuilder frame = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
      frame.append(part);
      if (last) {
        arrived(frame.toString());
        frame.setLength(0);
      }
      socket.request(1);
      return null;
    }
  }
}
