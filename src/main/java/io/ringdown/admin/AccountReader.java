package io.ringdown.admin;

import io.ringdown.account.Account;
import io.ringdown.account.AccountPolicy;
import io.ringdown.account.AccountPolicy.AnswerWhen;
import io.ringdown.account.AccountPolicy.OnLimit;
import io.ringdown.account.AccountPolicy.Ring;
import io.ringdown.account.ApiKey;
import io.ringdown.account.Secret;
import io.ringdown.call.AccountSid;
import io.ringdown.rest.Fields;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Reads an account. Secrets that are left out stay as they are, and so does one that is sent back
 * as it was shown, so that what was read can be changed and sent back.
 */
final class AccountReader {
  private static final int MOST_TOKENS = 10;
  private static final int MOST_KEYS = 100;
  private static final int LONGEST_SECRET = 512;
  private static final int LONGEST_NAME = 256;
  private static final int MOST_BINDINGS = 1_000_000;

  private AccountReader() {}

  /**
   * The account that the request asks for.
   *
   * @param before what is there already
   * @throws io.ringdown.rest.ProblemException 422 with everything that is wrong
   */
  static Account read(AccountSid sid, Optional<Account> before, Fields fields, Instant now) {
    fields
        .text("sid", 64)
        .filter(text -> !text.equals(sid.value()))
        .ifPresent(text -> fields.wrong("sid", "must be the account of the path"));
    fields.time("date_created");
    fields.time("date_updated");
    var name = fields.text("friendly_name", LONGEST_NAME);
    var tokens = authTokens(fields, before);
    var keys = apiKeys(fields, before);
    var policy = fields.object("policy").map(AccountReader::policy).orElse(AccountPolicy.DEFAULT);
    fields.finish();
    // As it will be read again, and later than before, for the tag by which a lost race is known.
    var rounded = now.truncatedTo(ChronoUnit.MICROS);
    var time =
        before
            .map(account -> account.updated().plus(1, ChronoUnit.MICROS))
            .filter(later -> later.isAfter(rounded))
            .orElse(rounded);
    return new Account(
        sid,
        name.orElse(null),
        tokens,
        keys,
        policy,
        before.map(Account::created).orElse(time),
        time);
  }

  private static List<Secret> authTokens(Fields fields, Optional<Account> before) {
    var known = before.map(Account::authTokens).orElse(List.of());
    var sent = fields.texts("auth_tokens", MOST_TOKENS, LONGEST_SECRET);
    if (sent.isEmpty()) {
      if (known.isEmpty()) {
        fields.required("auth_tokens", sent);
      }
      return known;
    }
    if (sent.get().isEmpty()) {
      fields.wrong("auth_tokens", "must have at least one: Twilio signs with it");
    }
    var tokens = new ArrayList<Secret>();
    for (var text : sent.get()) {
      var i = tokens.size();
      // Where the end does not tell, in a list of the same length the place does.
      var alike =
          known.size() == sent.get().size() && known.get(i).hint().equals(text)
              ? known.subList(i, i + 1)
              : known;
      tokens.add(secret(text, alike, fields, "auth_tokens/" + i));
    }
    return tokens;
  }

  private static List<ApiKey> apiKeys(Fields fields, Optional<Account> before) {
    var known = before.map(Account::apiKeys).orElse(List.of());
    var sent = fields.objects("api_keys", MOST_KEYS);
    if (sent.isEmpty()) {
      return known;
    }
    var keys = new LinkedHashMap<String, ApiKey>();
    for (var item : sent.get()) {
      var key = apiKey(item, known);
      if (key.isPresent() && keys.put(key.get().sid(), key.get()) != null) {
        item.wrong("sid", "is there more than once");
      }
    }
    return List.copyOf(keys.values());
  }

  private static Optional<ApiKey> apiKey(Fields item, List<ApiKey> known) {
    var sid = item.required("sid", item.text("sid", 64));
    var sent = item.text("secret", LONGEST_SECRET);
    var before = known.stream().filter(key -> key.sid().equals(sid)).map(ApiKey::secret).toList();
    var secret =
        before.isEmpty() ? item.required("secret", sent) : sent.orElse(before.get(0).hint());
    if (sid == null || secret == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(new ApiKey(sid, secret(secret, before, item, "secret")));
    } catch (IllegalArgumentException e) {
      item.wrong("sid", String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private static Secret secret(String text, List<Secret> known, Fields fields, String name) {
    if (!text.startsWith(Secret.MASK)) {
      return new Secret(text);
    }
    var same = known.stream().filter(secret -> secret.hint().equals(text)).toList();
    if (same.size() == 1) {
      return same.get(0);
    }
    fields.wrong(name, "is the shown form of a secret, and not of one that is known here");
    return new Secret(text);
  }

  private static AccountPolicy policy(Fields fields) {
    var fallback = AccountPolicy.DEFAULT;
    return new AccountPolicy(
        fields.integer("max_bindings_per_identity", 1, MOST_BINDINGS).orElse(null),
        fields.choice("on_limit", words(OnLimit.values())).orElse(fallback.onLimit()),
        fields.bool("address_takeover").orElse(fallback.addressTakeover()),
        fields.choice("ring", words(Ring.values())).orElse(fallback.ring()),
        fields.integer("ring_newest", 1, MOST_BINDINGS).orElse(null),
        fields.choice("answer_when", words(AnswerWhen.values())).orElse(fallback.answerWhen()),
        fields
            .duration("answer_within", Duration.ofMillis(100), Duration.ofSeconds(14))
            .orElse(fallback.answerWithin()),
        fields
            .duration("ring_window", Duration.ofSeconds(1), Duration.ofSeconds(600))
            .orElse(fallback.ringWindow()),
        fields.bool("ring_late_registrations").orElse(fallback.ringLateRegistrations()));
  }

  private static <E extends Enum<E>> Map<String, E> words(E[] values) {
    var words = new LinkedHashMap<String, E>();
    for (var value : values) {
      words.put(value.name().toLowerCase(Locale.ROOT), value);
    }
    return words;
  }
}
