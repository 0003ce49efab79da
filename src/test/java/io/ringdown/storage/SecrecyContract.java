package io.ringdown.storage;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** What must not be found in any row of any table. */
interface SecrecyContract {
  TestDatabase database();

  @Test
  default void noSecretOrPayloadIsStoredInClear() throws Exception {
    var account = Some.account();
    database().accounts.put(Some.account(account, "clear-auth-token"));
    database().credentials.create(Some.credential(account, "prod", "clear-credential-secret"));
    database().bindings.register(Some.phone(account, "bob", "token", null), Some.TAKEOVER);
    database().calls.admit(Some.call(account, "bob"), Some.TAKEOVER);

    var everything = everything();

    // What may be read is found, so the search is no empty one.
    assertThat(everything).contains(account.value(), "client:alice", "Support line");
    assertThat(everything)
        .doesNotContain("clear-auth-token", "clear-credential-secret", "bridge-token", "twi_");
  }

  /** Every column of every row; bytes as Latin letters. */
  private String everything() throws SQLException {
    var text = new StringBuilder();
    try (var connection = database().source.getConnection();
        var statement = connection.createStatement()) {
      for (var table :
          new String[] {
            "account", "credential", "admin_token", "binding", "ring_call", "delivery", "attempt"
          }) {
        try (var rows = statement.executeQuery("SELECT * FROM " + table)) {
          while (rows.next()) {
            for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
              var value = rows.getObject(i);
              text.append(value instanceof byte[] bytes ? new String(bytes, ISO_8859_1) : value)
                  .append('\n');
            }
          }
        }
      }
    }
    return text.toString();
  }
}
