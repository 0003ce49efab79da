package io.ringdown.config;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigValue;
import org.eclipse.microprofile.config.spi.ConfigSource;
import org.eclipse.microprofile.config.spi.Converter;
import org.jspecify.annotations.Nullable;

/**
 * A configuration of the given values, which remembers what it was asked for. A value that begins
 * with <code>${</code> refers to nothing, so it is empty, as MicroProfile Config has it; or, with
 * <code>${!</code>, an error.
 */
public final class FakeConfig implements Config {
  final Set<String> asked = new LinkedHashSet<>();
  private final Map<String, String> values;

  public FakeConfig(Map<String, String> values) {
    this.values = values;
  }

  @Override
  public <T> Optional<T> getOptionalValue(String name, Class<T> type) {
    asked.add(name);
    String value = values.get(name);
    if (value != null && value.startsWith("${!")) {
      throw new NoSuchElementException("no such value: " + value);
    }
    if (value != null && value.startsWith("${")) {
      return Optional.empty();
    }
    return Optional.ofNullable(value).map(type::cast);
  }

  @Override
  public <T> T getValue(String name, Class<T> type) {
    return getOptionalValue(name, type).orElseThrow();
  }

  @Override
  public Iterable<String> getPropertyNames() {
    return values.keySet();
  }

  @Override
  public Iterable<ConfigSource> getConfigSources() {
    return List.of(new Given(Map.of()), new Given(values), new Given(Map.of()));
  }

  @Override
  public ConfigValue getConfigValue(String name) {
    throw new UnsupportedOperationException();
  }

  @Override
  public <T> Optional<Converter<T>> getConverter(Class<T> type) {
    throw new UnsupportedOperationException();
  }

  @Override
  public <T> T unwrap(Class<T> type) {
    throw new UnsupportedOperationException();
  }

  private record Given(Map<String, String> values) implements ConfigSource {
    @Override
    public Set<String> getPropertyNames() {
      return values.keySet();
    }

    @Override
    public @Nullable String getValue(String name) {
      return values.get(name);
    }

    @Override
    public String getName() {
      return "given";
    }
  }
}
