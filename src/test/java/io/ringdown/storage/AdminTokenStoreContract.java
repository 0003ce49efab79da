package io.ringdown.storage;

import static io.ringdown.storage.Some.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import io.ringdown.account.access.AdminScope;
import io.ringdown.account.access.AdminToken;
import io.ringdown.account.access.AdminTokenSid;
import io.ringdown.account.access.AdminTokenStore;
import io.ringdown.account.access.AdminTokenStore.Revocation;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store of admin tokens keeps. */
interface AdminTokenStoreContract {
  SecureRandom RANDOM = new SecureRandom();

  AdminTokenStore store();

  TestDatabase database();

  @BeforeEach
  default void noTokens() {
    database().execute("DELETE FROM admin_token");
  }

  @Test
  default void ofManyFirstTokensOneIsKept() throws Exception {
    var tokens = IntStream.range(0, 8).mapToObj(i -> token(AdminScope.ALL, true, null)).toList();

    var kept = Together.run(8, i -> store().addFirst(tokens.get(i)));

    assertThat(kept).containsOnlyOnce(true);
    assertThat(store().addFirst(token(AdminScope.ALL, true, null))).isFalse();
    assertThat(tokens.stream().flatMap(token -> store().find(token.hash()).stream()))
        .containsExactly(tokens.get(kept.indexOf(true)));
  }

  @Test
  default void whereThereIsAnotherWayInNoFirstIsKept() {
    var account = Some.account();
    add(token(new AdminScope(Optional.of(account), false), false, null));
    add(token(new AdminScope(Optional.empty(), true), false, null));
    add(token(AdminScope.ALL, false, NOW.plusSeconds(60)));
    var first = token(AdminScope.ALL, true, null);
    assertThat(store().addFirst(first)).isTrue();
    add(token(AdminScope.ALL, false, null));

    store().revoke(first.sid(), false, Some.CHANGE);

    assertThat(store().addFirst(token(AdminScope.ALL, true, null))).isFalse();
  }

  @Test
  default void givesBackWhatWasAdded() {
    var token =
        token(new AdminScope(Optional.of(Some.account()), true), false, NOW.plusSeconds(60));

    add(token);

    assertThat(store().find(token.hash())).contains(token);
    assertThat(store().find(token.sid())).contains(token);
    assertThat(store().find("0".repeat(64))).isEmpty();
    assertThat(store().find(AdminTokenSid.generate(RANDOM))).isEmpty();
    store().used(token.sid(), NOW.plusSeconds(5));
    assertThat(store().find(token.sid()))
        .hasValueSatisfying(found -> assertThat(found.used()).isEqualTo(NOW.plusSeconds(5)));
  }

  @Test
  default void listsNewestFirstPageByPage() {
    var tokens = new ArrayList<AdminTokenSid>();
    for (var i = 0; i < 5; i++) {
      // Two of each age.
      var token = token(AdminScope.ALL, false, null, NOW.plusSeconds(i / 2));
      add(token);
      tokens.add(token.sid());
    }
    var listed = new ArrayList<AdminToken>();
    Optional<AdminTokenSid> after = Optional.empty();
    for (var page = store().list(after, 2); !page.isEmpty(); page = store().list(after, 2)) {
      listed.addAll(page);
      after = Optional.of(listed.get(listed.size() - 1).sid());
    }

    assertThat(listed.stream().map(AdminToken::sid)).containsExactlyInAnyOrderElementsOf(tokens);
    assertThat(listed).isSortedAccordingTo((a, b) -> b.created().compareTo(a.created()));
    store().revoke(tokens.get(0), false, Some.CHANGE);
    assertThat(store().list(Optional.of(tokens.get(0)), 10)).isEmpty();
  }

  @Test
  default void ofTheLastTwoWaysInOneStays() throws Exception {
    for (var round = 0; round < 10; round++) {
      database().execute("DELETE FROM admin_token");
      var two = List.of(token(AdminScope.ALL, true, null), token(AdminScope.ALL, false, null));
      store().addFirst(two.get(0));
      add(two.get(1));
      add(token(new AdminScope(Optional.empty(), true), false, null));

      var done = Together.run(2, i -> store().revoke(two.get(i).sid(), false, Some.CHANGE));

      assertThat(done).containsExactlyInAnyOrder(Revocation.REVOKED, Revocation.LAST);
      var left = two.get(done.indexOf(Revocation.LAST));
      assertThat(store().find(left.hash())).isPresent();
      assertThat(store().revoke(left.sid(), true, Some.CHANGE)).isEqualTo(Revocation.REVOKED);
      assertThat(store().revoke(left.sid(), true, Some.CHANGE)).isEqualTo(Revocation.UNKNOWN);
    }
  }

  @Test
  default void makingAndRevokingIsAudited() {
    var account = Some.account();
    var token = token(new AdminScope(Optional.of(account), true), false, null);
    add(token);
    store().revoke(token.sid(), false, Some.CHANGE);

    assertThat(
            database().audit.list(Some.auditOf(account), Optional.empty(), 10).stream()
                .map(paged -> paged.entry()))
        .allSatisfy(entry -> assertThat(entry.subject()).isEqualTo(token.sid().value()))
        .allSatisfy(entry -> assertThat(entry.change()).isEqualTo(Some.CHANGE))
        .extracting(entry -> entry.action())
        .containsExactly("admin_token.revoked", "admin_token.created");
  }

  private void add(AdminToken token) {
    store().add(token, Some.CHANGE);
  }

  private static AdminToken token(AdminScope scope, boolean first, @Nullable Instant expires) {
    return token(scope, first, expires, NOW);
  }

  private static AdminToken token(
      AdminScope scope, boolean first, @Nullable Instant expires, Instant created) {
    return new AdminToken(
        AdminTokenSid.generate(RANDOM),
        "ci",
        "%064x".formatted(RANDOM.nextLong()),
        scope,
        first,
        created,
        expires,
        null);
  }
}
