package io.ringdown.it;

import static io.ringdown.it.Ringdown.json;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collector;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Bindings in bulk: batches, imports and exports. */
class TransferIT extends InServer {
  private TwilioAccount account;
  private String bindings;

  @BeforeEach
  void anAccount() {
    account = TwilioAccount.servedBy(ringdown());
    bindings = "/v1/accounts/" + account.sid + "/bindings";
  }

  @Test
  void aBatchHasAResultForEachOperationInOrder() {
    var first = batch(false, upsert("bob", "phone"), upsert("bob", "tablet"));
    assertThat(statuses(first)).containsExactly(201, 201);
    var sid = first.at("/results/0/sid").textValue();
    assertThat(sid).matches("BS[0-9a-f]{32}");

    var second =
        batch(
            false,
            upsert("bob", "phone"),
            "{\"op\":\"delete\",\"sid\":\"" + sid + "\"}",
            "{\"op\":\"delete\",\"sid\":\"" + sid + "\"}",
            "{\"op\":\"upsert\",\"binding\":{\"identity\":\"b:b\",\"channel\":\"external\",\"colour\":1}}",
            "{\"op\":\"paint\"}",
            "7");

    assertThat(statuses(second)).containsExactly(200, 204, 404, 422, 422, 422);
    assertThat(second.at("/results/0/sid").textValue()).isEqualTo(sid);
    assertThat(second.at("/results/3/problem/errors").toString())
        .contains("/operations/3/binding/identity", "/operations/3/binding/colour");
    assertThat(second.at("/results/4/problem/errors").toString()).contains("/operations/4/op");
    assertThat(listed()).hasSize(1);
  }

  @Test
  void ofAnAtomicBatchAllOrNoneIsMade() {
    var unreadable = batch(true, upsert("bob", "phone"), "{\"op\":\"delete\"}");
    assertThat(statuses(unreadable)).containsExactly(424, 422);
    var impossible =
        batch(
            true,
            upsert("bob", "phone"),
            "{\"op\":\"delete\",\"sid\":\"BS" + "0".repeat(32) + "\"}",
            upsert("bob", "tablet"));
    assertThat(statuses(impossible)).containsExactly(424, 404, 424);
    assertThat(listed()).isEmpty();

    assertThat(statuses(batch(true, upsert("bob", "phone"), upsert("bob", "tablet"))))
        .containsExactly(201, 201);
    assertThat(listed()).hasSize(2);
  }

  @Test
  void whatIsNoBatchIsRefusedAsAWhole() {
    for (var body :
        List.of("{}", "{\"operations\":7}", "{\"operations\":[],\"atomic\":1}", "{\"ops\":[]}")) {
      assertProblem(ringdown().admin("POST", bindings + "/batch", body), 422);
    }
    var tooMany = "{\"operations\":[" + "{},".repeat(1000) + "{}]}";
    var answer = ringdown().admin("POST", bindings + "/batch", tooMany);
    assertProblem(answer, 422);
    assertThat(json(answer).at("/errors/0/pointer").textValue()).isEqualTo("/operations");
    assertProblem(ringdown().admin("POST", bindings + "/batch?x=1", "{\"operations\":[]}"), 400);
    assertProblem(
        ringdown().admin("POST", bindings + "/batch", "{\"a\":\"" + "x".repeat(1 << 20) + "\"}"),
        413);
    assertProblem(ringdown().admin("GET", bindings + "/batch"), 405);
    assertThat(batch(false).get("results")).isEmpty();
  }

  @Test
  void anAppTransfersOnlyItsOwnIdentity() {
    var bob = account.accessToken("bob");
    var other = batch(false, upsert("eve", "hers")).at("/results/0/sid").textValue();
    var answer =
        ringdown()
            .as(
                bob,
                "POST",
                bindings + "/batch",
                "{\"operations\":["
                    + upsert("bob", "his")
                    + ","
                    + upsert("eve", "hers")
                    + ",{\"op\":\"delete\",\"sid\":\""
                    + other
                    + "\"}]}");
    assertThat(statuses(json(answer))).containsExactly(201, 403, 403);

    var imported = json(bring(bob, external("bob", "x") + "\n" + external("eve", "y")));
    assertThat(counts(imported)).containsExactly(1, 0, 1);
    assertThat(imported.at("/errors/0").toString()).contains("\"line\":2", "identity");
    assertThat(lines(ringdown().as(bob, "GET", bindings + "/export").body()))
        .hasSize(2)
        .allMatch(line -> line.contains("\"identity\":\"bob\""));
    assertProblem(ringdown().as(bob, "GET", bindings + "/export?identity=eve"), 403);
    var tooMany = bring(bob, (external("bob", "z") + "\n").repeat(1001));
    assertProblem(tooMany, 413);
    assertThat(counts(json(tooMany))).containsExactly(1, 999, 0);
  }

  @Test
  void anExportComesBackAsTheSameSet() throws Exception {
    var body =
        IntStream.range(0, 1234).mapToObj(i -> external("p" + i / 2, "d" + i)).collect(lined());
    var made = json(bring(ringdown().adminToken(), gzip(body), "gzip"));
    assertThat(counts(made)).containsExactly(1234, 0, 0);
    var dead =
        external("gone", "dead").replace("}", ",\"status\":\"invalid\",\"invalid_reason\":\"x\"}");
    assertThat(counts(json(bring(ringdown().adminToken(), dead)))).containsExactly(1, 0, 0);

    var export = ringdown().admin("GET", bindings + "/export");
    assertThat(export.statusCode()).isEqualTo(200);
    assertThat(export.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/x-ndjson");
    assertThat(lines(export.body())).hasSize(1235);
    assertThat(export.body()).isEqualTo(unzipped(bindings + "/export"));

    assertThat(ringdown().admin("DELETE", bindings + "?all=true").body())
        .isEqualTo("{\"deleted\":1235}");
    assertThat(counts(json(bring(ringdown().adminToken(), export.body()))))
        .containsExactly(1235, 0, 0);
    assertThat(lines(ringdown().admin("GET", bindings + "/export").body()))
        .containsExactlyInAnyOrderElementsOf(lines(export.body()));
    assertThat(account.call("gone").statusCode()).isEqualTo(404);
    assertThat(counts(json(bring(ringdown().adminToken(), export.body()))))
        .containsExactly(0, 1235, 0);
    assertThat(lines(ringdown().admin("GET", bindings + "/export?status=invalid").body()))
        .hasSize(1);
    assertThat(ringdown().admin("GET", bindings + "/export?identity=nobody").body()).isEmpty();
    assertProblem(ringdown().admin("GET", bindings + "/export?page_size=5"), 400);
  }

  @Test
  void linesThatCannotBeBoundAreToldByTheirNumber() {
    var answer =
        bring(
            ringdown().adminToken(),
            String.join(
                "\n",
                "\uFEFF" + external("bob", "one"),
                "",
                "{",
                "[]",
                "{\"identity\":\"bob\",\"channel\":\"pigeon\"}",
                "x".repeat(200_000),
                "{\"identity\":\"bob\",\"channel\":\"external\",\"colour\":1}",
                "{\"identity\":\"bob\",\"channel\":\"fcm\",\"address\":\"t\",\"credential\":\"CR"
                    + "0".repeat(32)
                    + "\"}",
                "{\"identity\":\"bob\",\"channel\":\"websocket\",\"address\":\"x\"}",
                external("bob", "two") + "\r"));

    var report = json(answer);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(counts(report)).containsExactly(2, 0, 6);
    assertThat(report.get("errors").findValues("line").stream().map(JsonNode::intValue))
        .containsExactly(3, 4, 5, 6, 7, 8);
    assertThat(report.at("/errors/4/detail").textValue()).contains("/colour");
    assertThat(report.at("/errors/5/detail").textValue()).contains("/credential");

    var many = json(bring(ringdown().adminToken(), "{}\n".repeat(5000)));
    assertThat(counts(many)).containsExactly(0, 0, 5000);
    assertThat(many.get("errors")).hasSize(100);
    assertThat(many.at("/errors/99/line").intValue()).isEqualTo(100);
  }

  @Test
  void whatIsNoImportIsRefused() throws Exception {
    var path = bindings + "/import";
    assertProblem(ringdown().admin("POST", path, "{}"), 415);
    assertProblem(ringdown().admin("POST", path), 415);
    assertProblem(ringdown().admin("GET", path), 405);
    assertProblem(bring(ringdown().adminToken(), "x".getBytes(UTF_8), "br"), 415);
    assertProblem(bring(ringdown().adminToken(), "no gzip at all".getBytes(UTF_8), "gzip"), 400);
    assertProblem(
        ringdown()
            .send(
                ringdown()
                    .request("/v1/accounts/AC" + "0".repeat(32) + "/bindings/import")
                    .header("Authorization", "Bearer " + ringdown().adminToken())
                    .header("Content-Type", "application/x-ndjson")
                    .POST(BodyPublishers.ofString("")),
                BodyHandlers.ofString()),
        404);
    assertThat(counts(json(bring(ringdown().adminToken(), "")))).containsExactly(0, 0, 0);
  }

  @Test
  void ofABodyThatIsCutTheLinesBeforeTheCutAreKeptAndCounted() throws Exception {
    var body = IntStream.range(0, 3000).mapToObj(i -> external("p" + i, "d" + i)).collect(lined());
    var whole = gzip(body);
    var answer = bring(ringdown().adminToken(), Arrays.copyOf(whole, whole.length / 2), "gzip");

    assertProblem(answer, 400);
    var created = json(answer).get("created").intValue();
    assertThat(created).isBetween(1, 2999);
    assertThat(lines(ringdown().admin("GET", bindings + "/export").body())).hasSize(created);

    var twice = new ByteArrayOutputStream();
    twice.write(gzip(body + "\n"));
    twice.write(gzip(external("last", "last")));
    assertThat(counts(json(bring(ringdown().adminToken(), twice.toByteArray(), "gzip"))))
        .containsExactly(3001 - created, created, 0);
  }

  @Test
  void aBodyBeyondTheLimitOfOtherRequestsIsImported() {
    var body =
        IntStream.range(0, 200)
            .mapToObj(
                i ->
                    external("p" + i, "d" + i)
                        .replace("}", " ".repeat(30_000) + ",\"tags\":[\"t" + i + "\"]}"))
            .collect(lined());
    assertThat(body.length()).isGreaterThan(5 << 20);
    assertThat(counts(json(bring(ringdown().adminToken(), body)))).containsExactly(200, 0, 0);
    assertThat(json(ringdown().admin("GET", bindings + "?tag=t77")).get("bindings")).hasSize(1);
  }

  @Test
  void manyThatImportTheSameLinesEndInOneBindingEach() throws Exception {
    var body = IntStream.range(0, 300).mapToObj(i -> external("p" + i, "d" + i)).collect(lined());
    var pool = Executors.newFixedThreadPool(32);
    try {
      List<Future<JsonNode>> reports = new ArrayList<>();
      for (var i = 0; i < 32; i++) {
        reports.add(pool.submit(() -> bringUntilTaken(body)));
      }
      var created = 0;
      for (var report : reports) {
        var counts = counts(report.get(120, TimeUnit.SECONDS));
        assertThat(counts.get(0) + counts.get(1)).isEqualTo(300);
        created += counts.get(0);
      }
      assertThat(created).isEqualTo(300);
    } finally {
      pool.shutdownNow();
    }
    assertThat(lines(ringdown().admin("GET", bindings + "/export").body())).hasSize(300);
  }

  /** A node takes some imports at once and asks the others to come again. */
  private JsonNode bringUntilTaken(String body) {
    while (true) {
      var answer = bring(ringdown().adminToken(), body);
      if (answer.statusCode() != 503) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return json(answer);
      }
      assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    }
  }

  private JsonNode batch(boolean atomic, String... operations) {
    var answer =
        ringdown()
            .admin(
                "POST",
                bindings + "/batch",
                "{\"atomic\":"
                    + atomic
                    + ",\"operations\":["
                    + String.join(",", operations)
                    + "]}");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return json(answer);
  }

  private HttpResponse<String> bring(String token, String body) {
    return bring(token, body.getBytes(UTF_8), "identity");
  }

  private HttpResponse<String> bring(String token, byte[] body, String coding) {
    return ringdown()
        .send(
            ringdown()
                .request(bindings + "/import")
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/x-ndjson")
                .header("Content-Encoding", coding)
                .POST(BodyPublishers.ofByteArray(body)),
            BodyHandlers.ofString());
  }

  private String unzipped(String path) throws IOException {
    var answer =
        ringdown()
            .send(
                ringdown()
                    .request(path)
                    .header("Authorization", "Bearer " + ringdown().adminToken())
                    .header("Accept-Encoding", "br, gzip;q=0.5")
                    .GET(),
                BodyHandlers.ofByteArray());
    assertThat(answer.headers().firstValue("Content-Encoding")).contains("gzip");
    try (var in = new GZIPInputStream(new ByteArrayInputStream(answer.body()))) {
      return new String(in.readAllBytes(), UTF_8);
    }
  }

  private JsonNode listed() {
    return json(ringdown().admin("GET", bindings)).get("bindings");
  }

  private static List<Integer> statuses(JsonNode answer) {
    var statuses = new ArrayList<Integer>();
    answer.get("results").forEach(result -> statuses.add(result.get("status").intValue()));
    return statuses;
  }

  private static List<Integer> counts(JsonNode report) {
    return List.of(
        report.get("created").intValue(),
        report.get("updated").intValue(),
        report.get("rejected").intValue());
  }

  private static List<String> lines(String text) {
    return text.lines().toList();
  }

  private static String upsert(String identity, String device) {
    return "{\"op\":\"upsert\",\"binding\":" + external(identity, device) + "}";
  }

  private static String external(String identity, String device) {
    return "{\"identity\":\"%s\",\"channel\":\"external\",\"device_id\":\"%s\"}"
        .formatted(identity, device);
  }

  private static Collector<CharSequence, ?, String> lined() {
    return Collectors.joining("\n");
  }

  private static byte[] gzip(String text) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(UTF_8));
    }
    return bytes.toByteArray();
  }
}
