package io.ringdown.storage;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ringdown.binding.Address;
import io.ringdown.binding.Channel;
import io.ringdown.binding.Registration;
import io.ringdown.binding.Target;
import io.ringdown.storage.database.StorageException;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.logging.StreamHandler;
import org.junit.jupiter.api.Test;

/** What must not be found in any row of any table, in any log or in any exception. */
interface SecrecyContract {
  Logger LOG = Logger.getLogger(SecrecyContract.class.getName());

  TestDatabase database();

  @Test
  default void noSecretOrPayloadIsStoredInClear() throws Exception {
    var account = Some.account();
    database().accounts.put(Some.account(account, "clear-auth-token"));
    database()
        .credentials
        .create(Some.credential(account, "prod", "clear-credential-secret"), Some.CHANGE);
    database().bindings.register(Some.phone(account, "bob", "token", null), Some.TAKEOVER);
    database().calls.admit(Some.call(account, "bob"), Some.TAKEOVER);

    var everything = everything();

    // What may be read is found, so the search is no empty one.
    assertThat(everything).contains(account.value(), "client:alice", "Support line");
    assertThat(everything)
        .doesNotContain("clear-auth-token", "clear-credential-secret", "bridge-token", "twi_");
  }

  /** Neither a work that succeeds nor one that the database refuses is told with its values. */
  @Test
  default void noParameterIsLoggedOrThrown() {
    var told = new ByteArrayOutputStream();
    var out = System.out;
    var err = System.err;
    var handler = new StreamHandler(told, new SimpleFormatter());
    Logger.getLogger("").addHandler(handler);
    System.setOut(new PrintStream(told, true, UTF_8));
    System.setErr(new PrintStream(told, true, UTF_8));
    try {
      var account = Some.account();
      var good = Some.phone(account, "bob", "clear-address", null);
      database().bindings.register(good, Some.TAKEOVER);
      var tooLong = new Channel("x".repeat(32));
      var environment = "clear-environment".repeat(10);
      var target = new Target(tooLong, new Address("clear-address"), null, environment, Map.of());
      var bad =
          new Registration(
              account, good.identity(), target, null, List.of(), null, null, Some.NOW, Some.ADMIN);
      assertThatExceptionOfType(StorageException.class)
          .isThrownBy(() -> database().bindings.register(bad, Some.TAKEOVER))
          .withMessageNotContaining("clear")
          .withNoCause();
      LOG.info("the end");
    } finally {
      System.setOut(out);
      System.setErr(err);
      handler.flush();
      Logger.getLogger("").removeHandler(handler);
    }
    assertThat(told.toString(UTF_8)).contains("the end").doesNotContain("clear-");
  }

  /** Every column of every row; bytes as Latin letters. */
  private String everything() throws SQLException {
    var text = new StringBuilder();
    try (var connection = database().source.getConnection();
        var statement = connection.createStatement()) {
      for (var table :
          new String[] {
            "account",
            "credential",
            "admin_token",
            "audit",
            "binding",
            "binding_history",
            "ring_call",
            "delivery",
            "attempt"
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
