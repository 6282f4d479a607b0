// Where a field reaches a threshold, as a lit surface. Where the box cuts through what lies above
// it, the cut shows the values.
uniform float threshold;

const int MAX_STEPS = 192;

vec3 slopeAt(vec3 point) {
  vec3 east = vec3(1.0, 0.0, 0.0);
  return vec3(
    fieldAt(point + east.xyy) - fieldAt(point - east.xyy),
    fieldAt(point + east.yxy) - fieldAt(point - east.yxy),
    fieldAt(point + east.yyx) - fieldAt(point - east.yyx));
}

float sceneDepthOf(vec3 point) {
  vec3 scenePoint = (point - 0.5 * vec3(shape)) * vec3(1.0, -1.0, 1.0);
  vec4 clip = projectionMatrix * viewMatrix * vec4(scenePoint, 1.0);
  return 0.5 * clip.z / clip.w + 0.5;
}

void main() {
  vec3 ray = normalize(cellPoint - eye);
  vec2 span = spanOf(ray);
  float stride = max(0.6, (span.y - span.x) / float(MAX_STEPS));
  float at = span.x + 1e-3;
  float first = fieldAt(eye + ray * at);
  if (first >= threshold) {
    vec3 point = eye + ray * at;
    color = vec4(rampAt(first) * 0.92, 1.0);
    gl_FragDepth = sceneDepthOf(point);
    return;
  }
  for (int i = 0; i < MAX_STEPS && at < span.y; i++) {
    float next = min(at + stride, span.y);
    if (fieldAt(eye + ray * next) >= threshold) {
      for (int halving = 0; halving < 5; halving++) {
        float middle = 0.5 * (at + next);
        if (fieldAt(eye + ray * middle) >= threshold) next = middle; else at = middle;
      }
      vec3 point = eye + ray * next;
      vec3 slope = slopeAt(point);
      vec3 normal = dot(slope, slope) > 0.0 ? -normalize(slope) : -ray;
      float facing = max(dot(normal, -ray), 0.0);
      float above = 0.5 + 0.5 * normal.z;
      float shine = pow(facing, 24.0) * 0.18;
      color = vec4(rampAt(threshold) * (0.42 + 0.3 * facing + 0.3 * above) + shine, 1.0);
      gl_FragDepth = sceneDepthOf(point);
      return;
    }
    at = next;
  }
  discard;
}
