package io.ringdown.storage.database;

import jakarta.persistence.EntityManager;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One SQL statement, for what JPQL cannot say: insert or skip, batches. Runs in the transaction of
 * the entity manager, whose changes are not flushed by it. Parameters are strings, numbers, byte
 * arrays, SQL arrays and nulls.
 *
 * <p>All methods throw {@link StorageException}.
 */
public final class Sql {
  /** The database's own time in microseconds: that of the transaction's start. */
  public static final String NOW =
      "CAST(EXTRACT(EPOCH FROM CURRENT_TIMESTAMP) * 1000000 AS BIGINT)";

  private final EntityManager entities;
  private final String text;

  public Sql(EntityManager entities, String text) {
    this.entities = entities;
    this.text = text;
  }

  /** Runs it once and gives the number of rows it changed. */
  public int update(@Nullable Object... parameters) {
    try (var statement = connection(entities).prepareStatement(text)) {
      bind(statement, parameters);
      return statement.executeUpdate();
    } catch (SQLException e) {
      throw StorageException.of(e);
    }
  }

  /** Inserts at most one row and gives the key made for it, or nothing when it was skipped. */
  public Optional<Long> insert(@Nullable Object... parameters) {
    try (var statement = connection(entities).prepareStatement(text, new String[] {"id"})) {
      bind(statement, parameters);
      if (statement.executeUpdate() == 0) {
        return Optional.empty();
      }
      try (var keys = statement.getGeneratedKeys()) {
        keys.next();
        return Optional.of(keys.getLong(1));
      }
    } catch (SQLException e) {
      throw StorageException.of(e);
    }
  }

  /** Runs it for each row in one round trip and gives the number of rows each changed. */
  public int[] batch(List<@Nullable Object[]> rows) {
    if (rows.isEmpty()) {
      return new int[0];
    }
    try (var statement = connection(entities).prepareStatement(text)) {
      for (var row : rows) {
        bind(statement, row);
        statement.addBatch();
      }
      return statement.executeBatch();
    } catch (SQLException e) {
      throw StorageException.of(e);
    }
  }

  /** The first row that it finds. */
  public <T> Optional<T> first(RowReader<T> reader, @Nullable Object... parameters) {
    try (var statement = connection(entities).prepareStatement(text)) {
      bind(statement, parameters);
      try (var rows = statement.executeQuery()) {
        return rows.next() ? Optional.of(reader.read(rows)) : Optional.empty();
      }
    } catch (SQLException e) {
      throw StorageException.of(e);
    }
  }

  /** All rows that it finds, in order. */
  public <T> List<T> all(RowReader<T> reader, @Nullable Object... parameters) {
    try (var statement = connection(entities).prepareStatement(text)) {
      bind(statement, parameters);
      try (var rows = statement.executeQuery()) {
        List<T> found = new ArrayList<>();
        while (rows.next()) {
          found.add(reader.read(rows));
        }
        return found;
      }
    } catch (SQLException e) {
      throw StorageException.of(e);
    }
  }

  private static void bind(PreparedStatement statement, @Nullable Object[] parameters)
      throws SQLException {
    for (int i = 0; i < parameters.length; i++) {
      var value = parameters[i];
      if (value instanceof String[] texts) {
        statement.setArray(i + 1, statement.getConnection().createArrayOf("varchar", texts));
      } else if (value instanceof Long[] numbers) {
        statement.setArray(i + 1, statement.getConnection().createArrayOf("bigint", numbers));
      } else {
        statement.setObject(i + 1, value);
      }
    }
  }

  private static Connection connection(EntityManager entities) {
    return entities.unwrap(Connection.class);
  }

  /** What makes something of the current row. */
  @FunctionalInterface
  public interface RowReader<T> {
    T read(ResultSet row) throws SQLException;
  }
}
