package io.ringdown.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ringdown.account.Account;
import io.ringdown.account.AccountPolicy;
import io.ringdown.rest.Json;
import jakarta.ws.rs.core.EntityTag;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** An account as the API writes it, of its secrets only the last characters. */
final class AccountDocument {
  private AccountDocument() {}

  static ObjectNode of(Account account) {
    var document =
        Json.object()
            .put("sid", account.sid().value())
            .put("friendly_name", account.friendlyName());
    var tokens = document.putArray("auth_tokens");
    account.authTokens().forEach(token -> tokens.add(token.hint()));
    var keys = document.putArray("api_keys");
    account
        .apiKeys()
        .forEach(key -> keys.addObject().put("sid", key.sid()).put("secret", key.secret().hint()));
    document.set("policy", policy(account.policy()));
    return document
        .put("date_created", Json.time(account.created()))
        .put("date_updated", Json.time(account.updated()));
  }

  /** What tells this state of the account from all others. */
  static EntityTag tag(Account account) {
    return new EntityTag(
        Long.toHexString(ChronoUnit.MICROS.between(Instant.EPOCH, account.updated())));
  }

  private static ObjectNode policy(AccountPolicy policy) {
    return Json.object()
        .put("max_bindings_per_identity", policy.maxBindingsPerIdentity())
        .put("on_limit", word(policy.onLimit()))
        .put("address_takeover", policy.addressTakeover())
        .put("ring", word(policy.ring()))
        .put("ring_newest", policy.ringNewest())
        .put("answer_when", word(policy.answerWhen()))
        .put("answer_within", policy.answerWithin().toString())
        .put("ring_window", policy.ringWindow().toString())
        .put("ring_late_registrations", policy.ringLateRegistrations());
  }

  private static String word(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
