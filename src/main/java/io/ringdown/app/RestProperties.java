package io.ringdown.app;

import java.util.Map;

/** What the servers' REST implementations are told; each ignores what is not its own. */
final class RestProperties {
  /** Jersey shall describe nothing by itself: the description is at {@code /openapi}. */
  static final Map<String, Object> ALL = Map.of("jersey.config.server.wadl.disableWadl", true);

  private RestProperties() {}
}
