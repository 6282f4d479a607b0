// A field as a cloud, denser where its values are far from those that count as nothing. It ends at
// the first cell that is not 0, where states are drawn too.
uniform usampler3D cells;
uniform bool endsAtCells;
uniform bool isSigned;

const int MAX_STEPS = 96;
const float OPACITY = 7.0;

void main() {
  vec3 ray = normalize(cellPoint - eye);
  vec2 span = spanOf(ray);
  float reach = float(max(shape.x, max(shape.y, shape.z)));
  float stride = max(0.8, (span.y - span.x) / float(MAX_STEPS));
  float at = span.x + stride * jitter();
  vec3 light = vec3(0.0);
  float left = 1.0;
  for (int i = 0; i < MAX_STEPS && at < span.y; i++) {
    vec3 point = eye + ray * at;
    if (endsAtCells) {
      ivec3 cell = clamp(ivec3(floor(point)), ivec3(0), shape - 1);
      if (texelFetch(cells, cell, 0).r != 0u) break;
    }
    float place = fieldAt(point);
    float strength = isSigned ? abs(2.0 * place - 1.0) : place;
    float opacity = 1.0 - exp(-OPACITY * pow(strength, 1.4) * stride / reach);
    light += left * opacity * rampAt(place);
    left *= 1.0 - opacity;
    if (left < 0.01) break;
    at += stride;
  }
  color = vec4(light, 1.0 - left);
}
