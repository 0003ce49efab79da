package io.ringdown.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The first half of a connection, byte by byte: what clients send that no library would. */
class HandshakeIT extends InServer {
  private static final int PATIENCE_MILLIS = 10_000;

  private TwilioAccount account;

  @BeforeEach
  void anAccount() {
    account = TwilioAccount.servedBy(ringdown());
  }

  @Test
  void deviceIsTheSameOnItsSocketAndInItsBindings() throws Exception {
    for (var encoded : new String[] {"ger%C3%A4t", "%E6%97%A5%E6%9C%AC"}) {
      try (var phone =
          Phone.connect(ringdown(), account.accessToken("bob"), "?device_id=" + encoded)) {
        var found = bindings("?channel=websocket&device_id=" + encoded);
        assertThat(found.at("/bindings/0/device_id").textValue())
            .isIn("ger\u00e4t", "\u65e5\u672c");
        assertThat(phone.isOpen()).isTrue();
      }
    }
  }

  @Test
  void deviceIdThatIsMalformedIsRefused() throws Exception {
    for (var malformed : new String[] {"%zz", "%C3", "ger%E4t", "%"}) {
      // WildFly's own parser refuses some of them, without a word
      try (var socket = send("/ws?device_id=" + malformed, Map.of())) {
        assertThat(head(socket.getInputStream())).startsWith("HTTP/1.1 400 ");
      }
    }
    refused(400, "/ws?device_id=", Map.of());
    assertThat(bindings("").get("bindings")).isEmpty();
  }

  /** Browsers leave some characters of a query as they are. */
  @Test
  void deviceIdMayBeAsBrowsersLeaveIt() throws Exception {
    assumeThat(RunningServer.isWildFly()).as("whose parser lets no such query in").isFalse();
    try (var socket = send("/ws?device_id=a|b", Map.of())) {
      var stream = socket.getInputStream();
      assertThat(head(stream)).startsWith("HTTP/1.1 101 ");
      assertThat(bindings("?device_id=a%7Cb").get("bindings")).hasSize(1);

      assertThat(account.call("bob").statusCode()).isEqualTo(200);

      assertThat(stream.read()).as("a text frame").isEqualTo(0x81);
    }
  }

  private JsonNode bindings(String query) {
    var path = "/v1/accounts/" + account.sid + "/bindings" + query;
    return Ringdown.json(ringdown().admin("GET", path));
  }

  @Test
  void handshakeThatIsNoneIsTheClientsMistake() throws Exception {
    refused(400, "/ws", Map.of("Connection", ""));
    refused(400, "/ws", Map.of("Connection", "keep-alive"));
    for (var key :
        new String[] {"", "short", "dGhlIHNhbXBsZSBub25jZQ", "dG*lIHNhbXBsZSBub25jZQ=="}) {
      refused(400, "/ws", Map.of("Sec-WebSocket-Key", key));
    }
    for (var version : new String[] {"", "8", "12", "13.0", "14"}) {
      assertThat(refused(426, "/ws", Map.of("Sec-WebSocket-Version", version)))
          .contains("\nsec-websocket-version: 13\n");
    }
    refused(426, "/ws", Map.of("Upgrade", ""));
    assertThat(bindings("").get("bindings")).isEmpty();
  }

  @Test
  void handshakeOfAStrangerIsNotLookedAt() throws Exception {
    var stranger = Map.of("Authorization", "Bearer x", "Connection", "", "Sec-WebSocket-Key", "x");
    refused(401, "/ws", stranger);
  }

  @Test
  void noOtherPathIsUpgraded() throws Exception {
    refused(404, "/foo", Map.of());
    refused(404, "/foo", Map.of("Sec-WebSocket-Key", "", "Upgrade", "h2c"));
  }

  @Test
  void connectionMayBeAListInAnyCase() throws Exception {
    var firefox = Map.of("Connection", "keep-alive, upgrade", "Upgrade", "WebSocket");
    try (var socket = send("/ws", firefox)) {
      assertThat(head(socket.getInputStream())).startsWith("HTTP/1.1 101 ");
    }
  }

  /** Sends a handshake that is refused, and gives the head of the answer in lower case. */
  private String refused(int status, String path, Map<String, String> changes) throws IOException {
    try (var socket = send(path, changes)) {
      var stream = socket.getInputStream();
      var head = head(stream);
      assertThat(head).startsWith("HTTP/1.1 " + status + " ");
      assertThat(head.toLowerCase(Locale.ROOT))
          .contains("\ncontent-type: application/problem+json\n");
      assertThat(body(head, stream)).contains("\"status\":" + status);
      return head.toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Sends a handshake as it should be, but for these headers.
   *
   * @param changes empty for a header that is left out
   */
  private Socket send(String path, Map<String, String> changes) throws IOException {
    var headers = new LinkedHashMap<String, String>();
    headers.put("Upgrade", "websocket");
    headers.put("Connection", "Upgrade");
    headers.put("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
    headers.put("Sec-WebSocket-Version", "13");
    headers.put("Authorization", "Bearer " + account.accessToken("bob"));
    headers.putAll(changes);
    var url = ringdown().url("");
    var request = new StringBuilder("GET " + path + " HTTP/1.1\r\n");
    request.append("Host: ").append(url.getAuthority()).append("\r\n");
    headers.forEach(
        (name, value) -> {
          if (!value.isEmpty()) {
            request.append(name).append(": ").append(value).append("\r\n");
          }
        });
    var socket = new Socket(InetAddress.getByName(url.getHost()), url.getPort());
    socket.setSoTimeout(PATIENCE_MILLIS);
    socket
        .getOutputStream()
        .write(request.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
    return socket;
  }

  /** Status line and headers, each with a line feed. */
  private static String head(InputStream stream) throws IOException {
    var head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      var next = stream.read();
      assertThat(next).as("the answer ends with %s", head).isNotNegative();
      head.append((char) next);
    }
    return head.toString().replace("\r", "");
  }

  private static String body(String head, InputStream stream) throws IOException {
    var length =
        head.toLowerCase(Locale.ROOT)
            .lines()
            .filter(line -> line.startsWith("content-length: "))
            .map(line -> Integer.parseInt(line.substring("content-length: ".length())))
            .findFirst();
    var bytes = length.isPresent() ? stream.readNBytes(length.get()) : stream.readAllBytes();
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
