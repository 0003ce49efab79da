package io.ringdown.storage;

import static io.ringdown.storage.Some.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringdown.account.audit.Actor;
import io.ringdown.account.audit.AuditEntry;
import io.ringdown.account.audit.AuditFilter;
import io.ringdown.account.audit.AuditLog;
import io.ringdown.account.audit.Change;
import io.ringdown.account.audit.PagedEntry;
import io.ringdown.call.AccountSid;
import io.ringdown.call.Identity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every audit keeps. */
interface AuditLogContract {
  AuditLog audit();

  TestDatabase database();

  @Test
  default void givesBackWhatWasWritten() {
    var account = Some.account();
    var full =
        AuditEntry.of(by("ann", NOW), "account.updated", account)
            .about("CR" + "0".repeat(32))
            .withFields(List.of("policy/ring", "auth_tokens"))
            .withCounts(Map.of("bindings", 3L, "calls", 5_000_000_000L));
    audit().record(full);

    assertThat(full.fields()).containsExactly("auth_tokens", "policy/ring");
    assertThat(listed(Some.auditOf(account))).containsExactly(full);
  }

  @Test
  default void filtersByAccountActorAndTime() {
    var account = Some.account();
    var ann = "ann-" + account;
    var first = AuditEntry.of(by(ann, NOW), "account.created", account);
    var second = AuditEntry.of(by("bob", NOW.plusSeconds(1)), "account.updated", account);
    var ofNone = AuditEntry.of(by(ann, NOW.plusSeconds(2)), "admin_token.created", null);
    List.of(first, second, ofNone).forEach(audit()::record);

    assertThat(listed(Some.auditOf(account))).containsExactly(second, first);
    assertThat(listed(filter(null, ann, null, null))).containsExactly(ofNone, first);
    assertThat(listed(filter(account, ann, null, null))).containsExactly(first);
    assertThat(listed(filter(account, null, NOW.plusSeconds(1), null))).containsExactly(second);
    assertThat(listed(filter(account, null, null, NOW.plusSeconds(1)))).containsExactly(first);
    assertThat(listed(filter(null, null, NOW, NOW.plusSeconds(9)))).contains(ofNone, second, first);
    assertThat(listed(filter(account, null, Instant.MIN, Instant.MAX))).hasSize(2);
  }

  @Test
  default void listsNewestFirstPageByPage() {
    var account = Some.account();
    for (var i = 0; i < 7; i++) {
      // Three of each time.
      audit()
          .record(
              AuditEntry.of(by("ann-" + i, NOW.plusSeconds(i / 3)), "account.updated", account));
    }
    var seen = new ArrayList<String>();
    Optional<AuditLog.Position> after = Optional.empty();
    List<PagedEntry> page;
    do {
      page = audit().list(Some.auditOf(account), after, 2);
      for (var paged : page) {
        seen.add(paged.entry().change().by().id());
        after = Optional.of(new AuditLog.Position(paged.entry().change().at(), paged.number()));
      }
    } while (!page.isEmpty());

    assertThat(seen).containsExactly("ann-6", "ann-5", "ann-4", "ann-3", "ann-2", "ann-1", "ann-0");
  }

  @Test
  default void theOldestArePurgedInBatches() {
    var account = Some.account();
    for (var i = 0; i < 5; i++) {
      audit()
          .record(
              AuditEntry.of(by("ann", Instant.EPOCH.plusSeconds(i)), "account.updated", account));
    }
    var before = Instant.EPOCH.plusSeconds(4);

    assertThat(audit().purge(before, 3)).isEqualTo(3);
    assertThat(audit().purge(before, 3)).isEqualTo(1);
    assertThat(audit().purge(before, 3)).isZero();
    assertThat(listed(Some.auditOf(account))).hasSize(1);
  }

  @Test
  default void whoIsForgottenIsNotNamed() {
    var account = Some.account();
    var bob = new Actor(Actor.Kind.APP, "bob", null);
    audit().record(AuditEntry.of(new Change(bob, NOW), "bindings.deleted", account));
    audit().record(AuditEntry.of(by("bob", NOW), "account.updated", account));
    database().bindings.register(Some.phone(account, "bob", "one", null), Some.TAKEOVER);

    database().people.forget(account, new Identity("bob"), Some.CHANGE);

    assertThat(listed(Some.auditOf(account)))
        .as("an admin of the same name stays")
        .extracting(AuditEntry::action)
        .containsExactly("identity.forgotten", "account.updated");
    var entry = listed(Some.auditOf(account)).get(0);
    assertThat(entry.counts()).isEqualTo(Map.of("bindings", 1L, "calls", 0L));
    assertThat(entry.subject()).matches("[0-9a-f]{32}");
    assertThat(entry.change()).isEqualTo(Some.CHANGE);
  }

  private List<AuditEntry> listed(AuditFilter filter) {
    return audit().list(filter, Optional.empty(), 100).stream().map(PagedEntry::entry).toList();
  }

  private static Change by(String actor, Instant at) {
    return new Change(new Actor(Actor.Kind.OIDC, actor, "Ann"), at);
  }

  private static AuditFilter filter(
      @Nullable AccountSid account,
      @Nullable String actor,
      @Nullable Instant after,
      @Nullable Instant before) {
    return new AuditFilter(
        Optional.ofNullable(account),
        Optional.ofNullable(actor),
        Optional.ofNullable(after),
        Optional.ofNullable(before));
  }
}
