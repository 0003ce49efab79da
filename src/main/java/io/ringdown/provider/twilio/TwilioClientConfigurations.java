package io.ringdown.provider.twilio;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ringdown.account.Account;
import io.ringdown.account.twilio.ClientConfiguration;
import io.ringdown.account.twilio.TwilioConfigurator;
import io.ringdown.account.twilio.TwilioSide;
import io.ringdown.account.twilio.TwilioTroubleException;
import io.ringdown.account.twilio.TwilioTroubleException.Kind;
import io.ringdown.provider.OutboundHttp;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Twilio's Client Configurations, of which one has our name. Thread-safe.
 *
 * @see <a href="https://www.twilio.com/docs/voice/api/clientconfiguration-resource">Twilio: Client
 *     Configuration resource</a>
 */
public final class TwilioClientConfigurations implements TwilioConfigurator {
  /** The {@code unique_name} of ours. */
  static final String NAME = "ringdown";

  private static final Logger LOG = System.getLogger(TwilioClientConfigurations.class.getName());
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String DESCRIPTION = "Ringdown is notified of calls to clients.";
  private static final String DEFAULT = "/Default";

  /** So few that a page stays well below what is read of an answer. */
  private static final int PAGE_SIZE = 20;

  private static final int MOST_PAGES = 50;
  private static final int LONGEST_URL = 2048;
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,128}");

  private final OutboundHttp http;
  private final URI base;
  private final InstantSource clock;

  /**
   * @param api where Twilio's Voice API is, without a final slash
   */
  public TwilioClientConfigurations(OutboundHttp http, URI api, InstantSource clock) {
    this.http = http;
    this.base = URI.create(api + "/v2/Configurations/Client");
    this.clock = clock;
  }

  @Override
  public TwilioSide read(Account account) throws TwilioTroubleException {
    try {
      var line = line(account);
      var ours = find(line);
      return new TwilioSide(ours.isEmpty() ? Optional.empty() : known(ours.get()), standard(line));
    } catch (TwilioTroubleException trouble) {
      throw told(account, trouble);
    }
  }

  @Override
  public TwilioSide connect(Account account, String webhookUrl) throws TwilioTroubleException {
    try {
      var line = line(account);
      var found = find(line);
      boolean right = found.isPresent() && configuration(found.get()).notifies(webhookUrl);
      String id = right ? configuration(found.get()).id() : written(line, found, webhookUrl);
      boolean standard = standard(line).filter(one -> one.id().equals(id)).isPresent();
      if (!standard) {
        var answer =
            line.exchange("POST", DEFAULT, JSON.createObjectNode().put("configuration_id", id));
        if (!answer.succeeded()) {
          throw line.refusal(answer);
        }
      }
      if (!right || !standard) {
        LOG.log(Level.INFO, "RD-6020 Twilio notifies the calls of account {0} here", account.sid());
      }
      return new TwilioSide(known(line.read(line.exchange("GET", "/" + id, null))), standard(line));
    } catch (TwilioTroubleException trouble) {
      throw told(account, trouble);
    }
  }

  @Override
  public void disconnect(Account account) throws TwilioTroubleException {
    try {
      var line = line(account);
      var found = find(line);
      if (found.isEmpty()) {
        return;
      }
      String id = configuration(found.get()).id();
      if (standard(line).filter(one -> one.id().equals(id)).isPresent()) {
        delete(line, DEFAULT);
      }
      delete(line, "/" + id);
      LOG.log(
          Level.INFO,
          "RD-6021 Twilio no longer notifies the calls of account {0} here",
          account.sid());
    } catch (TwilioTroubleException trouble) {
      throw told(account, trouble);
    }
  }

  private TwilioLine line(Account account) throws TwilioTroubleException {
    return new TwilioLine(http, base, account, clock);
  }

  /** Ours, looked for on every page. */
  private static Optional<JsonNode> find(TwilioLine line) throws TwilioTroubleException {
    String query = "?pageSize=" + PAGE_SIZE;
    for (int page = 0; page < MOST_PAGES; page++) {
      JsonNode list = line.read(line.exchange("GET", query, null));
      if (!list.path("content").isArray()) {
        throw TwilioLine.unreadable();
      }
      for (JsonNode one : list.path("content")) {
        if (one.path("unique_name").asText().equals(NAME)) {
          return Optional.of(one);
        }
      }
      JsonNode next = list.path("meta").path("next_token");
      if (!next.isTextual() || next.textValue().isEmpty()) {
        return Optional.empty();
      }
      query =
          "?pageSize="
              + PAGE_SIZE
              + "&pageToken="
              + URLEncoder.encode(next.textValue(), StandardCharsets.UTF_8);
    }
    throw new TwilioTroubleException(
        Kind.REFUSED,
        "Twilio has more than " + PAGE_SIZE * MOST_PAGES + " configurations for the account.",
        Optional.empty());
  }

  /** Creates ours, or corrects it where it is there already; gives its id. */
  private static String written(TwilioLine line, Optional<JsonNode> found, String webhookUrl)
      throws TwilioTroubleException {
    if (found.isPresent()) {
      return replaced(line, found.get(), webhookUrl);
    }
    var answer = line.exchange("POST", "", wanted(JSON.createObjectNode(), webhookUrl));
    if (answer.status() == 400 || answer.status() == 409) {
      // somebody else may have made it in between
      var made = find(line);
      if (made.isPresent()) {
        return replaced(line, made.get(), webhookUrl);
      }
    }
    return configuration(line.read(answer)).id();
  }

  private static String replaced(TwilioLine line, JsonNode present, String webhookUrl)
      throws TwilioTroubleException {
    String id = configuration(present).id();
    var answer = line.exchange("PUT", "/" + id, wanted(present, webhookUrl));
    if (!answer.succeeded()) {
      throw line.refusal(answer);
    }
    return id;
  }

  /** The whole object, as Twilio forgets what an update leaves out. */
  private static ObjectNode wanted(JsonNode present, String webhookUrl) {
    ObjectNode wanted = JSON.createObjectNode().put("unique_name", NAME);
    JsonNode description = present.path("description");
    wanted.put("description", description.isTextual() ? description.textValue() : DESCRIPTION);
    ObjectNode configuration = copy(present.path("configuration"));
    configuration.put("configurationType", "Client");
    ObjectNode notification = copy(configuration.path("callnotification"));
    notification.put("url", webhookUrl).put("method", ClientConfiguration.METHOD);
    configuration.set("callnotification", notification);
    wanted.set("configuration", configuration);
    return wanted;
  }

  private static ObjectNode copy(JsonNode node) {
    return node instanceof ObjectNode object ? object.deepCopy() : JSON.createObjectNode();
  }

  /** The account's default, or nothing where it has none. */
  private static Optional<ClientConfiguration> standard(TwilioLine line)
      throws TwilioTroubleException {
    var answer = line.exchange("GET", DEFAULT, null);
    if (answer.status() == 404 || answer.status() == 204) {
      return Optional.empty();
    }
    JsonNode node = line.read(answer);
    return node.hasNonNull("id") ? known(node) : Optional.empty();
  }

  /** Deletes what may be gone already. */
  private static void delete(TwilioLine line, String path) throws TwilioTroubleException {
    var answer = line.exchange("DELETE", path, null);
    if (!answer.succeeded() && answer.status() != 404) {
      throw line.refusal(answer);
    }
  }

  private static Optional<ClientConfiguration> known(JsonNode node) throws TwilioTroubleException {
    return Optional.of(configuration(node));
  }

  private static ClientConfiguration configuration(JsonNode node) throws TwilioTroubleException {
    String id = node.path("id").asText();
    if (!ID.matcher(id).matches()) {
      throw TwilioLine.unreadable();
    }
    JsonNode notification = node.path("configuration").path("callnotification");
    return new ClientConfiguration(id, text(notification, "url"), text(notification, "method"));
  }

  private static Optional<String> text(JsonNode node, String name) {
    String text = node.path(name).isTextual() ? node.path(name).textValue() : "";
    return text.isEmpty()
        ? Optional.empty()
        : Optional.of(text.length() > LONGEST_URL ? text.substring(0, LONGEST_URL) : text);
  }

  private static TwilioTroubleException told(Account account, TwilioTroubleException trouble) {
    LOG.log(
        Level.WARNING,
        "RD-6022 Twilio did not do what was asked for account {0}: {1}",
        account.sid(),
        String.valueOf(trouble.getMessage()));
    return trouble;
  }
}
