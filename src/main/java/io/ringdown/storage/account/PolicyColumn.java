package io.ringdown.storage.account;

import io.ringdown.account.AccountPolicy;
import io.ringdown.storage.database.Json;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * How a policy lies in its column: JSON, by the API's names. What an older version did not write
 * has its default.
 */
final class PolicyColumn {
  private PolicyColumn() {}

  static String write(AccountPolicy policy) {
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    members.put("max_bindings_per_identity", policy.maxBindingsPerIdentity());
    members.put("on_limit", policy.onLimit().name());
    members.put("address_takeover", policy.addressTakeover());
    members.put("ring", policy.ring().name());
    members.put("ring_newest", policy.ringNewest());
    members.put("answer_when", policy.answerWhen().name());
    members.put("answer_within", policy.answerWithin().toString());
    members.put("ring_window", policy.ringWindow().toString());
    members.put("ring_late_registrations", policy.ringLateRegistrations());
    return Json.write(members);
  }

  static AccountPolicy read(String json) {
    var members = Json.object(json);
    var unsaid = AccountPolicy.DEFAULT;
    return new AccountPolicy(
        (Integer) members.get("max_bindings_per_identity"),
        value(members, "on_limit", AccountPolicy.OnLimit::valueOf, unsaid.onLimit()),
        flag(members, "address_takeover", unsaid.addressTakeover()),
        value(members, "ring", AccountPolicy.Ring::valueOf, unsaid.ring()),
        (Integer) members.get("ring_newest"),
        value(members, "answer_when", AccountPolicy.AnswerWhen::valueOf, unsaid.answerWhen()),
        value(members, "answer_within", Duration::parse, unsaid.answerWithin()),
        value(members, "ring_window", Duration::parse, unsaid.ringWindow()),
        flag(members, "ring_late_registrations", unsaid.ringLateRegistrations()));
  }

  private static <T> T value(
      Map<String, @Nullable Object> members, String name, Function<String, T> parse, T unsaid) {
    return members.get(name) instanceof String text ? parse.apply(text) : unsaid;
  }

  private static boolean flag(Map<String, @Nullable Object> members, String name, boolean unsaid) {
    return members.get(name) instanceof Boolean said ? said : unsaid;
  }
}
