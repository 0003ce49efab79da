package io.ringdown.cli.terminal;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Shows JSON to people: lists as columns, an object as lines. Stateless and thread-safe. */
public final class Table {
  private static final String NOTHING = "-";
  private static final String GAP = "  ";

  private Table() {}

  /**
   * Prints a list, a line for each object.
   *
   * @param columns the members to show; {@code a.b} is a member of a member
   */
  public static void print(PrintStream out, JsonArray list, String... columns) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of(columns).stream().map(name -> name.toUpperCase(Locale.ROOT)).toList());
    for (JsonElement item : list) {
      List<String> row = new ArrayList<>();
      for (String column : columns) {
        row.add(text(member(item, column)));
      }
      rows.add(row);
    }
    print(out, rows);
  }

  /** Prints an object, a line for each member, of objects within too. */
  public static void print(PrintStream out, JsonObject object) {
    List<List<String>> rows = new ArrayList<>();
    flatten("", object, rows);
    print(out, rows);
  }

  private static void flatten(String prefix, JsonElement element, List<List<String>> rows) {
    if (element instanceof JsonObject object && !object.isEmpty()) {
      object.entrySet().forEach(e -> flatten(below(prefix, e.getKey()), e.getValue(), rows));
    } else if (element instanceof JsonArray array && hasObjects(array)) {
      for (int i = 0; i < array.size(); i++) {
        flatten(below(prefix, Integer.toString(i)), array.get(i), rows);
      }
    } else {
      rows.add(List.of(Terminal.printable(prefix), text(element)));
    }
  }

  private static String below(String prefix, String name) {
    return prefix.isEmpty() ? name : prefix + "." + name;
  }

  private static boolean hasObjects(JsonArray array) {
    return StreamSupport.stream(array.spliterator(), false).anyMatch(JsonElement::isJsonObject);
  }

  private static JsonElement member(JsonElement item, String path) {
    JsonElement found = item;
    for (String name : path.split("\\.", -1)) {
      found =
          found instanceof JsonObject object && object.has(name)
              ? object.get(name)
              : JsonNull.INSTANCE;
    }
    return found;
  }

  private static String text(JsonElement value) {
    if (value.isJsonNull()) {
      return NOTHING;
    }
    if (value instanceof JsonArray array) {
      return array.isEmpty()
          ? NOTHING
          : StreamSupport.stream(array.spliterator(), false)
              .map(Table::text)
              .collect(Collectors.joining(","));
    }
    return Terminal.printable(value.isJsonPrimitive() ? value.getAsString() : value.toString());
  }

  private static void print(PrintStream out, List<List<String>> rows) {
    int columns = rows.stream().mapToInt(List::size).max().orElse(0);
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < row.size(); i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < row.size(); i++) {
        line.append(row.get(i));
        if (i < row.size() - 1) {
          line.append(" ".repeat(widths[i] - row.get(i).length())).append(GAP);
        }
      }
      out.println(line);
    }
  }
}
