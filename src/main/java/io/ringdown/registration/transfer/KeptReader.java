package io.ringdown.registration.transfer;

import com.fasterxml.jackson.databind.JsonNode;
import io.ringdown.binding.Binding.LastDelivery;
import io.ringdown.binding.BindingSid;
import io.ringdown.binding.BindingStatus;
import io.ringdown.binding.KeptBinding;
import io.ringdown.call.AccountSid;
import io.ringdown.registration.RegistrationReader;
import io.ringdown.rest.Fields;
import io.ringdown.rest.InvalidJsonException;
import io.ringdown.rest.Json;
import io.ringdown.rest.ProblemException;
import io.ringdown.security.Caller;
import io.ringdown.security.Scope;
import jakarta.ws.rs.ForbiddenException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Reads lines of an import, for one import: what may be registered, and what only an export tells.
 * The latter counts from admins alone. Not thread-safe.
 */
final class KeptReader {
  private static final int LONGEST_REASON = 4096;
  private static final int LONGEST_STATUS = 16;

  private final AccountSid account;
  private final Scope scope;
  private final RegistrationReader registrations;

  KeptReader(AccountSid account, Scope scope, RegistrationReader registrations) {
    this.account = account;
    this.scope = scope;
    this.registrations = registrations.remembering();
  }

  /**
   * The binding of a line, or nothing when it is a connection, which cannot be brought.
   *
   * @throws RejectedLineException when it cannot be bound
   */
  Optional<KeptBinding> read(byte[] line) throws RejectedLineException {
    try {
      var node = Json.read(line);
      if (!node.isObject()) {
        throw new RejectedLineException("must be a JSON object");
      }
      return isConnection(node) ? Optional.empty() : Optional.of(read(Fields.of(node)));
    } catch (InvalidJsonException e) {
      throw new RejectedLineException(
          "is not well-formed JSON in UTF-8, has the same member twice or is nested too deeply");
    } catch (ProblemException e) {
      throw new RejectedLineException(
          e.problem().errors().stream()
              .map(error -> error.pointer() + " " + error.detail())
              .collect(Collectors.joining("; ")));
    } catch (ForbiddenException e) {
      throw new RejectedLineException("/identity is not the caller's own");
    }
  }

  private KeptBinding read(Fields fields) {
    var sid = fields.parsed("sid", 64, BindingSid::new);
    var status =
        fields.choice(
            "status", Map.of("active", BindingStatus.ACTIVE, "invalid", BindingStatus.INVALID));
    var reason = fields.text("invalid_reason", LONGEST_REASON);
    var created = fields.time("date_created");
    var updated = fields.time("date_updated");
    var last = fields.object("last_delivery").map(KeptReader::lastDelivery);
    var registration = registrations.readExported(account, scope, fields);
    if (!(scope.caller() instanceof Caller.Admin)) {
      return new KeptBinding(registration, null, BindingStatus.ACTIVE, null, null, null, null);
    }
    var now = registration.at();
    return new KeptBinding(
        registration,
        sid.orElse(null),
        status.orElse(BindingStatus.ACTIVE),
        reason.orElse(null),
        past(created, now),
        past(updated, now),
        last.orElse(null));
  }

  private static LastDelivery lastDelivery(Fields fields) {
    var status = fields.required("status", fields.text("status", LONGEST_STATUS));
    var at = fields.required("at", fields.time("at"));
    // What is missing is told with everything else that is wrong.
    return new LastDelivery(status == null ? "" : status, at == null ? Instant.EPOCH : at);
  }

  private static @Nullable Instant past(Optional<Instant> time, Instant now) {
    return time.map(at -> at.isAfter(now) ? now : at).orElse(null);
  }

  private boolean isConnection(JsonNode node) {
    var channel = node.path("channel").textValue();
    return channel != null && registrations.isConnected(channel);
  }

  /** Says why a line is not imported. */
  static final class RejectedLineException extends Exception {
    private static final long serialVersionUID = 1L;

    RejectedLineException(String message) {
      super(message);
    }
  }
}
