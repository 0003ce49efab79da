package io.ringdown.admin;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ringdown.account.audit.AuditEntry;
import io.ringdown.account.audit.AuditFilter;
import io.ringdown.account.audit.AuditLog;
import io.ringdown.account.audit.PagedEntry;
import io.ringdown.call.AccountSid;
import io.ringdown.call.Texts;
import io.ringdown.rest.Json;
import io.ringdown.rest.Pages;
import io.ringdown.rest.Query;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/** The audit as the API writes it, newest first. */
final class AuditPages {
  private static final int LONGEST_ACTOR = 256;
  private static final Pattern POSITION = Pattern.compile("([0-9]{1,18})-([0-9]{1,18})");

  private AuditPages() {}

  /**
   * The page that the query asks for.
   *
   * @throws io.ringdown.rest.ProblemException 400 naming the parameter that is wrong
   */
  static ObjectNode page(AuditLog audit, Optional<AccountSid> account, Query query) {
    var filter =
        new AuditFilter(
            account,
            query.parsed("actor", AuditPages::actor),
            query.parsed("after", AuditPages::time),
            query.parsed("before", AuditPages::time));
    var after =
        query.parsed("page_token", token -> Pages.position(token).flatMap(AuditPages::position));
    return Pages.page(
        "audit",
        audit.list(filter, after, query.pageSize() + 1),
        query.pageSize(),
        paged -> document(paged.entry()),
        AuditPages::text);
  }

  private static ObjectNode document(AuditEntry entry) {
    var by = entry.change().by();
    var account = entry.account();
    var document = Json.object().put("at", Json.time(entry.change().at()));
    document
        .putObject("actor")
        .put("type", by.kind().name().toLowerCase(Locale.ROOT))
        .put("id", by.id())
        .put("name", by.name());
    document
        .put("action", entry.action())
        .put("account_sid", account == null ? null : account.value())
        .put("subject", entry.subject())
        .set("fields", Json.node(entry.fields()));
    document.set("counts", Json.node(new TreeMap<>(entry.counts())));
    return document;
  }

  private static Optional<String> actor(String text) {
    return Optional.of(text).filter(id -> Texts.isPrintable(id, LONGEST_ACTOR));
  }

  private static Optional<Instant> time(String text) {
    try {
      return Optional.of(OffsetDateTime.parse(text).toInstant())
          .filter(time -> !time.isBefore(Instant.EPOCH));
    } catch (DateTimeParseException e) {
      return Optional.empty();
    }
  }

  private static String text(PagedEntry paged) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, paged.entry().change().at())
        + "-"
        + paged.number();
  }

  private static Optional<AuditLog.Position> position(String text) {
    var matcher = POSITION.matcher(text);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    var at = Instant.EPOCH.plus(Long.parseLong(matcher.group(1)), ChronoUnit.MICROS);
    return Optional.of(new AuditLog.Position(at, Long.parseLong(matcher.group(2))));
  }
}
