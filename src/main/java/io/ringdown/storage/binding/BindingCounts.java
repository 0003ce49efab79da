package io.ringdown.storage.binding;

import io.ringdown.binding.BindingCensus;
import io.ringdown.binding.BindingStatus;
import io.ringdown.binding.Channel;
import io.ringdown.storage.database.Database;
import java.util.List;

/** The count of the table {@code binding}, from the index {@code binding_census} alone. */
public final class BindingCounts implements BindingCensus {
  private static final String COUNT =
      "SELECT channel, status, COUNT(*) FROM binding GROUP BY channel, status";

  private final Database database;

  public BindingCounts(Database database) {
    this.database = database;
  }

  @Override
  public List<Count> count() {
    return database.reading(
        entities ->
            ((List<?>) entities.createNativeQuery(COUNT).getResultList())
                .stream().map(row -> read((Object[]) row)).toList());
  }

  private static Count read(Object[] row) {
    return new Count(
        new Channel((String) row[0]),
        BindingStatus.valueOf((String) row[1]),
        ((Number) row[2]).longValue());
  }
}
