// The number of an invocation. Workgroups form a plane, since a device takes only so many of them
// along one axis. Wants WORKGROUP_SIZE.

fn invocation_index(group: vec3<u32>, groups: vec3<u32>, place: u32) -> u32 {
  return (group.y * groups.x + group.x) * WORKGROUP_SIZE + place;
}
