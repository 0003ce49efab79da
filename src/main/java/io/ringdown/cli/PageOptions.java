package io.ringdown.cli;

import io.ringdown.cli.service.ApiPath;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which page of a list. */
final class PageOptions {
  @Option(names = "--page-size", paramLabel = "N", description = "At most 1000; usually 50.")
  @Nullable Integer pageSize;

  @Option(
      names = "--page-token",
      paramLabel = "TOKEN",
      description = "Where to go on, as the page before said.")
  @Nullable String pageToken;

  ApiPath of(ApiPath list) {
    return list.with("page_size", pageSize).with("page_token", pageToken);
  }
}
