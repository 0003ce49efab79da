package io.ringdown.storage.account;

import io.ringdown.storage.database.Database;
import io.ringdown.storage.database.Sql;
import io.ringdown.storage.secret.SecretCipher;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * All that is sealed for longer than a call rings: the secrets of accounts and credentials. Walked
 * in small steps by key, so that nobody is held up. Thread-safe.
 */
public final class SealedRows {
  private static final int STEP = 100;
  private static final Map<String, UnaryOperator<String>> PLACES =
      Map.of("account", AccountTable::place, "credential", CredentialTable::place);

  private final Database database;
  private final SecretCipher cipher;

  public SealedRows(Database database, SecretCipher cipher) {
    this.database = database;
    this.cipher = cipher;
  }

  /**
   * How the rows are sealed.
   *
   * @param current with the key that seals now
   * @param previous with a key that was used before
   * @param unreadable with none of the keys
   */
  public record Census(long current, long previous, long unreadable) {
    Census plus(Census other) {
      return new Census(
          current + other.current, previous + other.previous, unreadable + other.unreadable);
    }

    /** All of them. */
    public long all() {
      return current + previous + unreadable;
    }
  }

  /** Counts. */
  public Census census() {
    return walked((table, rows) -> {});
  }

  /**
   * Seals anew what is sealed with a previous key. A row that somebody changes at the same time is
   * left to him, or to the next time.
   *
   * @return how the rows were found
   */
  public Census reseal() {
    return walked(
        (table, rows) -> {
          var stale =
              rows.stream()
                  .filter(row -> cipher.isReadable(row.sealed) && !cipher.isCurrent(row.sealed))
                  .map(row -> anew(table, row))
                  .toList();
          if (!stale.isEmpty()) {
            var update = "UPDATE " + table + " SET secrets = ? WHERE sid = ? AND secrets = ?";
            database.untilItFits(entities -> new Sql(entities, update).batch(stale).length);
          }
        });
  }

  private @Nullable Object[] anew(String table, Row row) {
    var place = PLACES.getOrDefault(table, UnaryOperator.identity()).apply(row.sid);
    return new @Nullable Object[] {
      cipher.seal(cipher.open(row.sealed, place), place), row.sid, row.sealed
    };
  }

  private Census walked(Visitor visitor) {
    var census = new Census(0, 0, 0);
    for (var table : PLACES.keySet()) {
      var last = "";
      List<Row> rows;
      do {
        rows = step(table, last);
        for (var row : rows) {
          census = census.plus(counted(row.sealed));
          last = row.sid;
        }
        visitor.see(table, rows);
      } while (rows.size() == STEP);
    }
    return census;
  }

  private List<Row> step(String table, String after) {
    return database.reading(
        entities ->
            new Sql(
                    entities,
                    "SELECT sid, secrets FROM " + table + " WHERE sid > ? ORDER BY sid LIMIT ?")
                .all(row -> new Row(row.getString(1), row.getBytes(2)), after, STEP));
  }

  private Census counted(byte[] sealed) {
    if (cipher.isCurrent(sealed)) {
      return new Census(1, 0, 0);
    }
    return cipher.isReadable(sealed) ? new Census(0, 1, 0) : new Census(0, 0, 1);
  }

  private static final class Row {
    private final String sid;
    private final byte[] sealed;

    Row(String sid, byte[] sealed) {
      this.sid = sid;
      this.sealed = sealed;
    }
  }

  @FunctionalInterface
  private interface Visitor {
    void see(String table, List<Row> rows);
  }
}
