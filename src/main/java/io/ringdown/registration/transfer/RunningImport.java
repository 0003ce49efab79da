package io.ringdown.registration.transfer;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ringdown.account.AccountPolicy;
import io.ringdown.binding.BulkStore;
import io.ringdown.binding.BulkStore.Brought;
import io.ringdown.binding.KeptBinding;
import io.ringdown.registration.transfer.KeptReader.RejectedLineException;
import io.ringdown.registration.transfer.LineStream.Line;
import io.ringdown.rest.Problem;
import io.ringdown.rest.ProblemException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * One import: lines are gathered and brought some hundred at a time, each time in a transaction of
 * its own, so that what was brought stays when a later line or the body breaks. Not thread-safe.
 */
final class RunningImport {
  private static final int MOST_ERRORS = 100;
  private static final int MOST_BYTES = 1024 * 1024;

  private final KeptReader reader;
  private final BulkStore bindings;
  private final AccountPolicy policy;
  private final long mostLines;
  private final List<KeptBinding> chunk = new ArrayList<>();
  private final List<Long> numbers = new ArrayList<>();
  private final List<LineError> chunkErrors = new ArrayList<>();
  private final List<LineError> errors = new ArrayList<>();
  private int bytes;
  private long created;
  private long updated;
  private long rejected;

  /**
   * @param mostLines the most that are taken from this caller
   */
  RunningImport(KeptReader reader, BulkStore bindings, AccountPolicy policy, long mostLines) {
    this.mostLines = mostLines;
    this.reader = reader;
    this.bindings = bindings;
    this.policy = policy;
  }

  /**
   * Imports all lines.
   *
   * @throws IOException when the body ends before its end; the lines before that are imported
   * @throws ProblemException 413 when it has more lines than are taken; so many are imported
   */
  void run(LineStream lines) throws IOException {
    try {
      for (var line = lines.next(); line.isPresent(); line = lines.next()) {
        if (line.get().number() > mostLines) {
          throw new ProblemException(
              Problem.of(413, "An import by an app may have at most " + mostLines + " lines."));
        }
        take(line.get());
        if (chunk.size() == BulkStore.CHUNK || bytes >= MOST_BYTES) {
          bring();
        }
      }
    } finally {
      try {
        bring();
      } finally {
        bindings.settle();
      }
    }
  }

  /** How far it has come. */
  ObjectNode addTo(ObjectNode document) {
    document.put("created", created).put("updated", updated).put("rejected", rejected);
    var array = document.putArray("errors");
    errors.forEach(
        error -> array.addObject().put("line", error.line()).put("detail", error.detail()));
    return document;
  }

  long created() {
    return created;
  }

  long updated() {
    return updated;
  }

  long rejected() {
    return rejected;
  }

  private void take(Line line) {
    if (line.tooLong()) {
      reject(line.number(), "is longer than " + LineStream.LONGEST + " bytes");
      return;
    }
    try {
      reader
          .read(line.bytes())
          .ifPresent(
              binding -> {
                chunk.add(binding);
                numbers.add(line.number());
                bytes += line.bytes().length;
              });
    } catch (RejectedLineException e) {
      reject(line.number(), String.valueOf(e.getMessage()));
    }
  }

  private void bring() {
    var bringing = List.copyOf(chunk);
    var of = List.copyOf(numbers);
    chunk.clear();
    numbers.clear();
    bytes = 0;
    try {
      if (!bringing.isEmpty()) {
        var results = bindings.bring(bringing, policy);
        for (int i = 0; i < results.size(); i++) {
          count(of.get(i), results.get(i));
        }
      }
    } finally {
      tellErrors();
    }
  }

  private void count(long line, Brought result) {
    switch (result) {
      case CREATED -> created++;
      case UPDATED -> updated++;
      case OUTDATED ->
          reject(line, "/date_updated is older than the binding that is there, which stays");
      case OVER_LIMIT ->
          reject(line, "/identity has as many bindings as max_bindings_per_identity allows");
    }
  }

  private void reject(long line, String detail) {
    rejected++;
    if (chunkErrors.size() + errors.size() < MOST_ERRORS + BulkStore.CHUNK) {
      chunkErrors.add(new LineError(line, detail));
    }
  }

  /** In the order of the lines, although some are found out later than others. */
  private void tellErrors() {
    chunkErrors.sort(Comparator.comparing(LineError::line));
    chunkErrors.stream().limit(MOST_ERRORS - errors.size()).forEach(errors::add);
    chunkErrors.clear();
  }

  private record LineError(long line, String detail) {}
}
