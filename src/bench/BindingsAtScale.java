import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Shows what a million bindings do to a node: {@code java src/bench/BindingsAtScale.java}, after
 * {@code mvn package}.
 *
 * <p>It starts {@code target/ringdown-server.jar} with a small heap, measures lists, look-ups and a
 * webhook for nobody on the empty database, imports the bindings as one compressed body, measures
 * the same again, exports everything and compares the set. The heap after a full collection is what
 * {@code jcmd} tells, its peak what the server's own log of collections does.
 *
 * <p>Options: {@code --bindings 1000000 --heap 512m --rounds 200}, {@code --db-url}, {@code
 * --db-user} and {@code --db-password} for PostgreSQL, {@code --java} for another JVM.
 */
final class BindingsAtScale {
  private static final String ACCOUNT = "AC" + "b".repeat(32);
  private static final String AUTH_TOKEN = "the-auth-token-of-the-benchmark";
  private static final String ADMIN_TOKEN = "the-admin-token-of-the-benchmark";
  private static final String BINDINGS = "/v1/accounts/" + ACCOUNT + "/bindings";
  private static final Pattern HEAP_AFTER =
      Pattern.compile("Pause .* (\\d+)M->(\\d+)M\\((\\d+)M\\)");

  private final Map<String, String> options = new HashMap<>();
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private Path directory = Path.of("");
  private String base = "";

  public static void main(String[] arguments) throws Exception {
    new BindingsAtScale().run(arguments);
  }

  private void run(String[] arguments) throws Exception {
    for (var i = 0; i + 1 < arguments.length; i += 2) {
      options.put(arguments[i].replace("--", ""), arguments[i + 1]);
    }
    directory = Files.createTempDirectory("ringdown-scale-");
    var server = startServer();
    try {
      prepare();
      measure();
      var empty = measure();
      var count = number("bindings", 1_000_000);
      var file = write(count);
      System.out.printf("%,d bindings, %,d MB of gzip%n", count, Files.size(file) / (1024 * 1024));
      var began = System.nanoTime();
      var report = bring(file);
      told("import", count, began);
      System.out.println("import said " + report);
      heap("during the import", server.pid());
      measure();
      var full = measure();
      began = System.nanoTime();
      var export = export();
      told("export", count, began);
      System.out.println("the same set came back: " + export.equals(sum(count)));
      heap("during everything", server.pid());
      print(empty, full, count);
    } catch (Exception e) {
      var log = Files.readAllLines(directory.resolve("log"));
      log.subList(Math.max(0, log.size() - 40), log.size()).forEach(System.out::println);
      throw e;
    } finally {
      server.destroy();
      server.waitFor(60, TimeUnit.SECONDS);
      try (var files = Files.walk(directory)) {
        files.sorted(Comparator.reverseOrder()).forEach(path -> path.toFile().delete());
      }
    }
  }

  private Process startServer() throws Exception {
    int port;
    try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    base = "http://127.0.0.1:" + port;
    var builder =
        new ProcessBuilder(
            options.getOrDefault(
                "java", Path.of(System.getProperty("java.home"), "bin", "java").toString()),
            "-Xmx" + options.getOrDefault("heap", "512m"),
            "-XX:+ExitOnOutOfMemoryError",
            "-Xlog:gc:file=" + directory.resolve("gc.log"),
            "-jar",
            "target/ringdown-server.jar",
            "--address",
            "127.0.0.1",
            "--port",
            Integer.toString(port));
    builder.redirectErrorStream(true).redirectOutput(directory.resolve("log").toFile());
    builder.environment().put("RINGDOWN_DATA_DIR", directory.resolve("data").toString());
    builder.environment().put("RINGDOWN_ADMIN_TOKEN", ADMIN_TOKEN);
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

  private void prepare() throws Exception {
    admin("PUT", "/v1/accounts/" + ACCOUNT, "{\"auth_tokens\":[\"" + AUTH_TOKEN + "\"]}");
    var generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    var pem =
        "-----BEGIN PRIVATE KEY-----\\n"
            + Base64.getEncoder()
                .encodeToString(generator.generateKeyPair().getPrivate().getEncoded())
            + "\\n-----END PRIVATE KEY-----\\n";
    for (var name : List.of("many", "rare")) {
      admin(
          "POST",
          "/v1/accounts/" + ACCOUNT + "/credentials",
          "{\"friendly_name\":\""
              + name
              + "\",\"type\":\"fcm\",\"service_account\":{\"type\":\"service_account\",\"project_id\":\"bench\",\"private_key_id\":\"0123456789\",\"private_key\":\""
              + pem
              + "\",\"client_email\":\"push@bench.iam.gserviceaccount.com\",\"token_uri\":\"http://127.0.0.1:9/token\"}}");
    }
  }

  /**
   * Nearly all are Android phones that are alive; of every other kind there are a few, early ones.
   */
  private static String line(int number) {
    var rare = number % 20_000 == 77;
    var common =
        "{\"identity\":\"person-"
            + number / 2
            + "\",\"device_id\":\"device-"
            + number
            + "\",\"tags\":[\"v7\""
            + (rare ? ",\"rare\"" : "")
            + "]";
    if (number % 20_000 == 78) {
      return common + ",\"channel\":\"external\"}";
    }
    return common
        + ",\"channel\":\"fcm\",\"address\":\""
        + address(number)
        + "\",\"credential\":\""
        + (rare ? "rare" : "many")
        + "\""
        + (rare ? ",\"status\":\"invalid\",\"invalid_reason\":\"UNREGISTERED\"" : "")
        + "}";
  }

  /** As long as Google's. */
  private static String address(int number) {
    return "%022d:APA91b%s".formatted(number, "abcdefghij".repeat(13));
  }

  private Path write(int count) throws IOException {
    var file = directory.resolve("bindings.ndjson.gz");
    try (var out =
        new BufferedWriter(
            new OutputStreamWriter(
                new GZIPOutputStream(Files.newOutputStream(file), 1 << 16),
                StandardCharsets.UTF_8))) {
      for (var i = 0; i < count; i++) {
        out.write(line(i));
        out.write('\n');
      }
    }
    return file;
  }

  private String bring(Path file) throws Exception {
    var answer =
        http.send(
            request(BINDINGS + "/import")
                .header("Content-Type", "application/x-ndjson")
                .header("Content-Encoding", "gzip")
                .POST(BodyPublishers.ofFile(file))
                .build(),
            BodyHandlers.ofString());
    return answer.statusCode() + " " + answer.body();
  }

  /** What identifies the set whatever its order: the number of its lines, and their sums summed. */
  private String export() throws Exception {
    var answer =
        http.send(
            request(BINDINGS + "/export").header("Accept-Encoding", "gzip").GET().build(),
            BodyHandlers.ofInputStream());
    long lines = 0;
    long sum = 0;
    try (var in = reader(answer.body())) {
      for (var line = in.readLine(); line != null; line = in.readLine()) {
        lines++;
        sum +=
            sum(
                value(line, "identity")
                    + value(line, "device_id")
                    + value(line, "channel")
                    + value(line, "status")
                    + value(line, "address"));
      }
    }
    return lines + " lines, " + sum;
  }

  private static String sum(int count) {
    long sum = 0;
    for (var i = 0; i < count; i++) {
      var line = line(i);
      var status = value(line, "status");
      sum +=
          sum(
              value(line, "identity")
                  + value(line, "device_id")
                  + value(line, "channel")
                  + (status.isEmpty() ? "active" : status)
                  + value(line, "address"));
    }
    return count + " lines, " + sum;
  }

  private static BufferedReader reader(InputStream body) throws IOException {
    return new BufferedReader(
        new InputStreamReader(new GZIPInputStream(body, 1 << 16), StandardCharsets.UTF_8));
  }

  private static String value(String line, String member) {
    var key = "\"" + member + "\":\"";
    var from = line.indexOf(key);
    return from < 0
        ? ""
        : line.substring(from + key.length(), line.indexOf('"', from + key.length()));
  }

  private static long sum(String text) {
    var crc = new CRC32C();
    crc.update(text.getBytes(StandardCharsets.UTF_8));
    return crc.getValue();
  }

  private Map<String, double[]> measure() throws Exception {
    var first = admin("GET", BINDINGS + "?page_size=1000", null);
    var token = value(first, "next_page_token");
    Map<String, String> questions = new LinkedHashMap<>();
    questions.put("list", "");
    if (!token.isEmpty()) {
      questions.put("list, a later page", "?page_token=" + token);
    }
    questions.put("list, identity", "?identity=person-77");
    questions.put("list, device_id", "?device_id=device-77");
    questions.put("list, address", "?address=" + address(77).replace(":", "%3A"));
    questions.put("list, channel rare", "?channel=external");
    questions.put("list, channel common", "?channel=fcm");
    questions.put("list, status rare", "?status=invalid");
    questions.put("list, status common", "?status=active");
    questions.put("list, credential rare", "?credential=rare");
    questions.put("list, credential common", "?credential=many");
    questions.put("list, tag rare", "?tag=rare");
    questions.put("list, tag common", "?tag=v7");
    questions.put("list, tag and status", "?tag=v7&status=invalid");
    questions.put("list, channel and status", "?channel=fcm&status=invalid");
    questions.put("list, credential and status", "?credential=many&status=invalid");
    Map<String, double[]> took = new LinkedHashMap<>();
    for (var question : questions.entrySet()) {
      took.put(question.getKey(), timed(() -> admin("GET", BINDINGS + question.getValue(), null)));
    }
    took.put(
        "reachability",
        timed(
            () ->
                admin(
                    "GET",
                    "/v1/accounts/" + ACCOUNT + "/identities/person-77/reachability",
                    null)));
    took.put("webhook for nobody", timed(this::callNobody));
    return took;
  }

  private double[] timed(Question question) throws Exception {
    var took = new double[number("rounds", 100)];
    for (var i = 0; i < took.length; i++) {
      var began = System.nanoTime();
      question.ask();
      took[i] = (System.nanoTime() - began) / 1e6;
    }
    Arrays.sort(took);
    return new double[] {took[took.length / 2], took[took.length - 1 - took.length / 20]};
  }

  private void callNobody() throws Exception {
    var body =
        "{\"twi_account_sid\":\"" + ACCOUNT + "\",\"twi_to\":\"client:nobody\",\"twi_from\":\"x\"}";
    var hash =
        HexFormat.of()
            .formatHex(
                MessageDigest.getInstance("SHA-256").digest(body.getBytes(StandardCharsets.UTF_8)));
    var path = "/calls/notificationWebhook?bodySHA256=" + hash;
    var mac = Mac.getInstance("HmacSHA1");
    mac.init(new SecretKeySpec(AUTH_TOKEN.getBytes(StandardCharsets.UTF_8), "HmacSHA1"));
    var signature =
        Base64.getEncoder()
            .encodeToString(mac.doFinal((base + path).getBytes(StandardCharsets.UTF_8)));
    var answer =
        http.send(
            HttpRequest.newBuilder(URI.create(base + path))
                .header("Content-Type", "application/json")
                .header("X-Twilio-Signature", signature)
                .POST(BodyPublishers.ofString(body))
                .build(),
            BodyHandlers.discarding());
    if (answer.statusCode() != 404) {
      throw new IllegalStateException("the webhook said " + answer.statusCode());
    }
  }

  private String admin(String method, String path, String body) throws Exception {
    HttpResponse<String> answer =
        http.send(
            request(path)
                .header("Content-Type", "application/json")
                .method(
                    method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .build(),
            BodyHandlers.ofString());
    if (answer.statusCode() / 100 != 2) {
      throw new IllegalStateException(
          method + " " + path + ": " + answer.statusCode() + " " + answer.body());
    }
    return answer.body();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(base + path))
        .header("Authorization", "Bearer " + ADMIN_TOKEN);
  }

  private static void told(String what, int count, long began) {
    var seconds = (System.nanoTime() - began) / 1e9;
    System.out.printf(
        Locale.ROOT, "%s: %.1f s, %,.0f bindings a second%n", what, seconds, count / seconds);
  }

  private void heap(String when, long pid) throws Exception {
    long peak = 0;
    long kept = 0;
    for (var line : Files.readAllLines(directory.resolve("gc.log"))) {
      var pause = HEAP_AFTER.matcher(line);
      if (pause.find()) {
        peak = Math.max(peak, Long.parseLong(pause.group(1)));
        kept = Math.max(kept, Long.parseLong(pause.group(2)));
      }
    }
    var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    List<String> now = new ArrayList<>();
    new ProcessBuilder(jcmd, Long.toString(pid), "GC.run").start().waitFor();
    var info = new ProcessBuilder(jcmd, Long.toString(pid), "GC.heap_info").start();
    try (var in =
        new BufferedReader(new InputStreamReader(info.getInputStream(), StandardCharsets.UTF_8))) {
      in.lines()
          .filter(line -> line.contains("used"))
          .limit(1)
          .map(String::strip)
          .forEach(now::add);
    }
    System.out.printf(
        "heap %s: at most %d MB before and %d MB after a collection of -Xmx%s; after a full one: %s%n",
        when, peak, kept, options.getOrDefault("heap", "512m"), now);
  }

  private static void print(Map<String, double[]> empty, Map<String, double[]> full, int count) {
    System.out.printf(
        "| question | empty p50 / p95 ms | %,d bindings p50 / p95 ms |%n| --- | --- | --- |%n",
        count);
    full.forEach(
        (question, took) -> {
          var before = empty.get(question);
          System.out.printf(
              Locale.ROOT,
              "| %s | %s | %.1f / %.1f |%n",
              question,
              before == null ? "–" : "%.1f / %.1f".formatted(before[0], before[1]),
              took[0],
              took[1]);
        });
  }

  private int number(String option, int otherwise) {
    return Integer.parseInt(options.getOrDefault(option, Integer.toString(otherwise)));
  }

  private interface Question {
    void ask() throws Exception;
  }
}
