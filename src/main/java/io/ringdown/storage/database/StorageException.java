package io.ringdown.storage.database;

import jakarta.ejb.ApplicationException;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Says that the database did not do what was asked; nothing of the transaction is kept, unless it
 * was {@link Kind#UNAVAILABLE} at the very commit. A database's own message may quote values, so
 * only its code is told; the stack is that of the original.
 */
@ApplicationException(rollback = true)
public final class StorageException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** H2's own codes for what has no standard state: concurrent update, closed database. */
  private static final Set<String> H2_CONFLICTS = Set.of("90131", "HYT00");

  private static final Set<String> H2_GONE = Set.of("90098", "90121", "90067", "90007", "90028");

  /** What can be done about it. */
  public enum Kind {
    /** Another transaction was in the way: the same again may well work. */
    CONFLICT,
    /** The database cannot be reached, or has no room for one more transaction. */
    UNAVAILABLE,
    /** A mistake of ours, or a full disk: no use to try again. */
    BROKEN
  }

  private final Kind kind;

  /** With a cause of the standard's own type where the same later may well work. */
  public StorageException(Kind kind, String message) {
    super(message, kind == Kind.BROKEN ? null : new SQLTransientException(message));
    this.kind = kind;
  }

  /** What can be done about it. */
  public Kind kind() {
    return kind;
  }

  /**
   * The exception for whatever was thrown, by the first cause that has the database's word. A
   * server that gets no connection wraps it in an SQL exception of its own, which has none.
   */
  public static StorageException of(Throwable thrown) {
    @Nullable SQLException wordless = null;
    for (@Nullable Throwable t = thrown; t != null; t = t.getCause()) {
      if (t instanceof StorageException known) {
        return known;
      }
      if (t instanceof SQLException sql) {
        var state = sql.getSQLState();
        if (state != null && !state.isEmpty()) {
          return of(kind(state), "the database said SQLState " + state, sql);
        }
        wordless = sql;
      }
    }
    return wordless == null
        ? of(Kind.BROKEN, "failed with " + thrown.getClass().getName(), thrown)
        : of(Kind.UNAVAILABLE, "the server has no database connection", wordless);
  }

  private static StorageException of(Kind kind, String message, Throwable original) {
    var exception = new StorageException(kind, message);
    exception.setStackTrace(original.getStackTrace());
    return exception;
  }

  private static Kind kind(String state) {
    if (state.equals("23505") || state.startsWith("40") || H2_CONFLICTS.contains(state)) {
      return Kind.CONFLICT;
    }
    // 08 connection, 53 resources, 57 operator intervention (shutdown, starting up)
    if (state.startsWith("08")
        || state.startsWith("53")
        || state.startsWith("57")
        || H2_GONE.contains(state)) {
      return Kind.UNAVAILABLE;
    }
    return Kind.BROKEN;
  }
}
